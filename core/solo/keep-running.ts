import type { Log } from '../system/log.ts';

/** A child process of solo mode, as either host starts it: `child_process.fork` or Electron's `utilityProcess.fork`. */
export interface SoloProcess {
  send(message: unknown): void;
  onMessage(callback: (message: unknown) => void): void;
  /** Once, also for a process that never came up. */
  onExit(callback: (code: number | null) => void): void;
  /** At once and without asking. */
  kill(): void;
}

export interface KeepOptions {
  name: string;
  spawn(): SoloProcess;
  started(child: SoloProcess): void;
  /** `asked`: by `stop`. Otherwise the next start is already due. */
  ended(asked: boolean): void;
  log: Log;
}

export interface Keeper {
  start(): void;
  send(message: unknown): void;
  /** Asks the process to stop, and ends it when the grace time (ms) is over. Resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** A process that lived this long was well: the next restart is quick again. */
const HEALTHY_AFTER = 60_000;

/**
 * Keeps one program running, from `start` until `stop`.
 *
 *   stopped → (start) → running → (exit) → waiting → running …    the wait doubles while it keeps failing
 *   running → (stop) → leaving → stopped                          a start meanwhile begins anew when it is gone
 */
export function keepRunning(options: KeepOptions): Keeper {
  const { name, log } = options;
  let wanted = false;
  let child: SoloProcess | undefined;
  let exited = Promise.resolve();
  let leaving = false;
  let delay = FIRST_DELAY;
  let timer: NodeJS.Timeout | undefined;

  function launch(): void {
    timer = undefined;
    leaving = false;
    const since = performance.now();
    const gone = Promise.withResolvers<void>();
    exited = gone.promise;
    child = options.spawn();
    child.onExit((code) => {
      child = undefined;
      gone.resolve();
      options.ended(leaving);
      if (!wanted) return;
      if (leaving) return launch();
      if (performance.now() - since > HEALTHY_AFTER) delay = FIRST_DELAY;
      log.warn('solo process ended, starting it again', { program: name, code, delay });
      timer = setTimeout(launch, delay);
      delay = Math.min(delay * 2, LONGEST_DELAY);
    });
    options.started(child);
  }

  return {
    start() {
      wanted = true;
      if (!child && !timer) launch();
    },
    send: (message) => child?.send(message),
    async stop(graceMs) {
      wanted = false;
      clearTimeout(timer);
      timer = undefined;
      delay = FIRST_DELAY;
      const current = child;
      if (!current) return;
      leaving = true;
      current.send({ type: 'stop' });
      const kill = setTimeout(() => current.kill(), graceMs);
      await exited;
      clearTimeout(kill);
    },
  };
}
