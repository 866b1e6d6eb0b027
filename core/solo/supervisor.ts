import type { ErrorBody } from '../../contract/errors.ts';
import {
  type BackendLink,
  FromBackend,
  type ToBackend,
  type ToWorker,
  type WorkerLink,
} from '../../contract/solo.ts';
import type { ProviderKeys } from '../../contract/provider-access.ts';
import type { Log } from '../system/log.ts';
import { keepRunning, type SoloProcess } from './keep-running.ts';

export type SoloProgram = 'backend' | 'worker';

export interface SupervisorOptions {
  spawn(program: SoloProgram): SoloProcess;
  keys(): Promise<ProviderKeys>;
  /** The backend answers at this link, or (null) does not run now; `trouble` says why, unless it was meant to stop. */
  onBackend(link: BackendLink | null, trouble?: ErrorBody): void;
  /** Whether to begin at once. Default: yes. */
  wanted?: boolean;
  log: Log;
}

export interface Supervisor {
  setKeys(keys: ProviderKeys): void;
  /** False stops both processes, for a studio that works elsewhere; true starts them again. */
  setWanted(wanted: boolean): void;
  /** Lets the worker finish or give back its jobs, then stops the backend. At most 20 seconds. */
  stop(): Promise<void>;
}

const WORKER_GRACE = 10_000;
const BACKEND_GRACE = 8_000;

/**
 * Keeps the embedded backend and its worker running while the studio needs them: the worker from the moment the
 * backend is ready until it is not. Neither blocks the studio: it works offline until `onBackend` says where the
 * backend is.
 */
export function superviseSolo(options: SupervisorOptions): Supervisor {
  const { log } = options;
  let wanted = options.wanted ?? true;
  let closed = false;
  let link: WorkerLink | undefined;
  let own: BackendLink | undefined;
  let failure: string | undefined;
  // Stops and starts happen one after the other, however quickly they are asked for.
  let turn = Promise.resolve();

  const worker = keepRunning({
    name: 'worker',
    spawn: () => options.spawn('worker'),
    started(child) {
      const where = link;
      if (!where) return;
      void options.keys().then((keys) => {
        child.send({ type: 'start', link: where, keys } satisfies ToWorker);
      });
    },
    ended: () => undefined,
    log,
  });

  const backend = keepRunning({
    name: 'backend',
    spawn: () => options.spawn('backend'),
    started(child) {
      child.onMessage(onBackendMessage);
      void options.keys().then((keys) => child.send({ type: 'keys', keys } satisfies ToBackend));
    },
    ended(asked) {
      link = undefined;
      own = undefined;
      const message = failure ?? 'The embedded backend ended and is being started again.';
      options.onBackend(null, asked ? undefined : { code: 'backend_unavailable', message });
      failure = undefined;
      // What it held goes back to the queue when its lease runs out; there is no one to give it back to.
      void worker.stop(0);
    },
    log,
  });

  function onBackendMessage(raw: unknown): void {
    const message = FromBackend.safeParse(raw);
    if (!message.success) return log.warn('unknown message from the backend');
    if (message.data.type === 'failed') {
      failure = message.data.message;
      return log.error('the embedded backend could not start', { message: failure });
    }
    if (message.data.type === 'queued') return tell({ type: 'wake' });
    if (!wanted) return;
    // Connecting anew reads the models anew; it happens when a creator enters a server of their own.
    if (message.data.type === 'models') return own && options.onBackend(own);
    own = message.data.link;
    options.onBackend(own);
    link = message.data.worker;
    worker.start();
  }

  function tell(message: ToWorker): void {
    worker.send(message);
  }

  function follow(): Promise<void> {
    turn = turn.then(async () => {
      if (wanted) return backend.start();
      await worker.stop(WORKER_GRACE);
      await backend.stop(BACKEND_GRACE);
    });
    return turn;
  }

  void follow();

  return {
    setKeys(keys) {
      tell({ type: 'keys', keys });
      backend.send({ type: 'keys', keys } satisfies ToBackend);
    },
    setWanted(next) {
      if (closed || wanted === next) return;
      wanted = next;
      void follow();
    },
    stop() {
      closed = true;
      wanted = false;
      return follow();
    },
  };
}
