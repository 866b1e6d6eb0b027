import type { BackendLink, ProviderKeys, WorkerLink } from '../../contract/solo.ts';
import { FromBackend, type ToWorker } from '../../contract/solo.ts';
import type { Log } from '../system/log.ts';

/** A child process of solo mode, as either host starts it: `child_process.fork` or Electron's `utilityProcess.fork`. */
export interface SoloProcess {
  send(message: unknown): void;
  onMessage(callback: (message: unknown) => void): void;
  onExit(callback: (code: number | null) => void): void;
  kill(): void;
}

export type SoloProgram = 'backend' | 'worker';

export interface SupervisorOptions {
  spawn(program: SoloProgram): SoloProcess;
  keys(): Promise<ProviderKeys>;
  /** The backend answers at this link, or (null) does not run now. */
  onBackend(link: BackendLink | null): void;
  log: Log;
}

export interface Supervisor {
  setKeys(keys: ProviderKeys): void;
  /** Lets the worker finish or give back its jobs, then stops the backend. At most 20 seconds. */
  stop(): Promise<void>;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** A process that lived this long was well: the next restart is quick again. */
const HEALTHY_AFTER = 60_000;
const WORKER_GRACE = 10_000;
const BACKEND_GRACE = 8_000;

interface Child {
  process: SoloProcess;
  exited: Promise<void>;
}

/**
 * Keeps the embedded backend and its worker running while the studio is open.
 *
 *   backend: starting → ready → (exit) → waiting → starting …
 *   worker:  started when the backend is ready, stopped when it is not, restarted by the same rule
 *
 * Neither blocks the studio: it works offline until `onBackend` says where the backend is.
 */
export function superviseSolo(options: SupervisorOptions): Supervisor {
  const { log } = options;
  let stopping = false;
  let backend: Child | undefined;
  let worker: Child | undefined;
  let workerLink: WorkerLink | undefined;
  const timers = new Set<NodeJS.Timeout>();

  function later(milliseconds: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!stopping) run();
    }, milliseconds);
    timers.add(timer);
  }

  /** Starts a program and, when it ends unasked, starts it again after a delay that doubles while it keeps failing. */
  function keepRunning(
    program: SoloProgram,
    wanted: () => boolean,
    started: (child: Child) => void,
    ended: () => void,
  ): () => void {
    let delay = FIRST_DELAY;
    return function start(): void {
      if (stopping || !wanted()) return;
      const since = performance.now();
      const child = options.spawn(program);
      const exited = new Promise<void>((resolve) => {
        child.onExit((code) => {
          resolve();
          ended();
          if (stopping || !wanted()) return;
          delay =
            performance.now() - since > HEALTHY_AFTER
              ? FIRST_DELAY
              : Math.min(delay * 2, LONGEST_DELAY);
          log.warn('solo process ended, starting it again', { program, code, delay });
          later(delay, start);
        });
      });
      started({ process: child, exited });
    };
  }

  const startWorker = keepRunning(
    'worker',
    () => workerLink !== undefined,
    (child) => {
      worker = child;
      const link = workerLink;
      void options.keys().then((keys) => {
        if (link && worker === child) send(child, { type: 'start', link, keys });
      });
    },
    () => {
      worker = undefined;
    },
  );

  const startBackend = keepRunning(
    'backend',
    () => true,
    (child) => {
      backend = child;
      child.process.onMessage(onBackendMessage);
    },
    () => {
      backend = undefined;
      workerLink = undefined;
      options.onBackend(null);
      worker?.process.kill();
    },
  );

  function onBackendMessage(raw: unknown): void {
    const message = FromBackend.safeParse(raw);
    if (!message.success) return log.warn('unknown message from the backend');
    if (message.data.type === 'failed') {
      return log.error('the embedded backend could not start', { message: message.data.message });
    }
    if (message.data.type === 'queued') {
      if (worker) send(worker, { type: 'wake' });
      return;
    }
    options.onBackend(message.data.link);
    workerLink = message.data.worker;
    startWorker();
  }

  function send(child: Child, message: ToWorker): void {
    child.process.send(message);
  }

  startBackend();

  return {
    setKeys(keys) {
      if (worker) send(worker, { type: 'keys', keys });
    },
    async stop() {
      stopping = true;
      for (const timer of timers) clearTimeout(timer);
      await stopChild(worker, WORKER_GRACE);
      await stopChild(backend, BACKEND_GRACE);
    },
  };
}

async function stopChild(child: Child | undefined, grace: number): Promise<void> {
  if (!child) return;
  child.process.send({ type: 'stop' });
  const timer = setTimeout(() => child.process.kill(), grace);
  await child.exited;
  clearTimeout(timer);
}
