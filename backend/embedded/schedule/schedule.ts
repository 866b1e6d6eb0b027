import { DatabaseError, type Engine } from '../engine/engine.ts';
import type { Log } from '../gateway/log.ts';

export interface Task {
  name: string;
  /** Without arguments, in schema public. */
  procedure: string;
  everyMs: number;
}

export const TASKS: readonly Task[] = [
  { name: 'reap jobs', procedure: 'reap_jobs', everyMs: 10_000 },
  { name: 'expire workspace', procedure: 'expire_workspace', everyMs: 3_600_000 },
  { name: 'purge tombstones', procedure: 'purge_tombstones', everyMs: 3_600_000 },
];

/** No function of that name: this database has not been migrated, or has no such feature. */
const UNDEFINED_FUNCTION = '42883';

/** What pg_cron does on a Supabase project, where the engine has none. Errors are logged and the next turn comes. */
export function startSchedule(
  engine: Engine,
  log: Log,
  tasks: readonly Task[] = TASKS,
): () => Promise<void> {
  const running = new Set<Promise<void>>();
  const timers = tasks.map((task) =>
    setInterval(() => {
      const turn = run(engine, log, task).finally(() => running.delete(turn));
      running.add(turn);
    }, task.everyMs).unref(),
  );
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await Promise.all(running);
  };
}

async function run(engine: Engine, log: Log, task: Task): Promise<void> {
  try {
    await engine.transaction('admin', (tx) => tx.query(`select public.${task.procedure}()`));
  } catch (error) {
    if (error instanceof DatabaseError && error.code === UNDEFINED_FUNCTION) return;
    log.error('scheduled task failed', { task: task.name, error });
  }
}
