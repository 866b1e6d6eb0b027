import { AtelierError, type ErrorBody, toErrorBody } from '../../contract/errors.ts';
import type { Task, TaskKind } from '../../contract/studio/storage.ts';
import { type Clock, instant } from './clock.ts';
import { asAtelierError } from './failures.ts';
import { newId } from './ids.ts';
import type { Log } from './log.ts';

/** What a task sees of itself. */
export interface TaskControl {
  readonly id: string;
  /** Aborted when it is cancelled or the studio closes. */
  readonly signal: AbortSignal;
  /** Adds to what is shown. */
  progress(step: { done?: number; total?: number; bytes?: number }): void;
}

export interface Tasks {
  /**
   * Starts work in the background. Errors: `conflict` while another of the same group runs; exports are a group
   * each.
   */
  start(kind: TaskKind, work: (task: TaskControl) => Promise<void>): Task;
  /** Newest first. */
  list(): Task[];
  find(id: string): Task;
  /** Asks it to stop; it is `cancelled` once it has. Errors: `not_found`. */
  cancel(id: string): Task;
  /** Resolves with it when it has ended. */
  ended(id: string): Promise<Task>;
  /** Stops all, but for one if it is named, and waits until they have. */
  stop(except?: string): Promise<void>;
}

const REMEMBERED = 20;
/** Progress is told so often at most. */
const TOLD_EVERY_MILLISECONDS = 250;

/** Long work in the background, in memory only: whatever it does must be whole or not there when it ends early. */
export function createTasks(options: { clock: Clock; log: Log; changed: () => void }): Tasks {
  const { clock, log, changed } = options;
  const tasks = new Map<string, { shown: Task; stop: AbortController; over: Promise<void> }>();

  let told = 0;

  function tellNowAndThen(): void {
    if (performance.now() - told < TOLD_EVERY_MILLISECONDS) return;
    told = performance.now();
    changed();
  }

  function entry(id: string) {
    const found = tasks.get(id);
    if (!found) throw new AtelierError('not_found', 'There is no such task.');
    return found;
  }

  function end(shown: Task, state: Task['state'], error: ErrorBody | null): void {
    Object.assign(shown, { state, error, endedAt: instant(clock) });
    for (const [id, { shown: other }] of tasks) {
      if (tasks.size <= REMEMBERED) break;
      if (other.state !== 'running') tasks.delete(id);
    }
    changed();
  }

  return {
    start(kind, work) {
      const busy = [...tasks.values()].find(
        ({ shown }) => shown.state === 'running' && shown.kind !== 'export',
      );
      if (busy && kind !== 'export') {
        throw new AtelierError('conflict', 'Something else is under way in the library.', {
          task: busy.shown.kind,
        });
      }
      const id = newId();
      const stop = new AbortController();
      const shown: Task = {
        id,
        kind,
        state: 'running',
        done: 0,
        total: 0,
        bytes: 0,
        error: null,
        startedAt: instant(clock),
        endedAt: null,
      };
      const control: TaskControl = {
        id,
        signal: stop.signal,
        progress({ done = 0, total = 0, bytes = 0 }) {
          shown.done += done;
          shown.total += total;
          shown.bytes += bytes;
          tellNowAndThen();
        },
      };
      const over = Promise.resolve()
        .then(() => {
          stop.signal.throwIfAborted();
          return work(control);
        })
        .then(
          () => end(shown, 'done', null),
          (thrown: unknown) => {
            if (stop.signal.aborted) return end(shown, 'cancelled', null);
            const error = asAtelierError(thrown);
            if (!(error instanceof AtelierError)) log.error('a task failed', { kind, error });
            return end(shown, 'failed', toErrorBody(error));
          },
        );
      tasks.set(id, { shown, stop, over });
      changed();
      return { ...shown };
    },
    list: () => [...tasks.values()].map(({ shown }) => ({ ...shown })).toReversed(),
    find: (id) => ({ ...entry(id).shown }),
    cancel(id) {
      const { shown, stop } = entry(id);
      if (shown.state === 'running') stop.abort(new AtelierError('cancelled', 'It was cancelled.'));
      return { ...shown };
    },
    async ended(id) {
      const { shown, over } = entry(id);
      await over;
      return { ...shown };
    },
    async stop(except) {
      const stopped = new AtelierError('cancelled', 'The library was closed.');
      const others = [...tasks.values()].filter(({ shown }) => shown.id !== except);
      for (const { stop } of others) stop.abort(stopped);
      await Promise.all(others.map(({ over }) => over));
    },
  };
}
