import { DatabaseError, type Engine } from '../engine/engine.ts';
import type { Log } from '../gateway/log.ts';

/** How often the list is asked what is due: as often as its most frequent task is. */
const EVERY_MS = 10_000;

/** No function of that name: this database was made without the list of tasks. */
const UNDEFINED_FUNCTION = '42883';

/**
 * What pg_cron does on a Supabase project, where the engine has none: asks `scheduled_tasks` what is due and runs it by
 * the same `run_task`. One round at a time; a task that fails is logged and due again at its next time.
 */
export function startSchedule(
  engine: Engine,
  log: Log,
  { everyMs = EVERY_MS }: { everyMs?: number } = {},
): () => Promise<void> {
  let stopped = false;
  let round: Promise<void> | undefined;
  const timer = setInterval(() => {
    round ??= runDue().finally(() => (round = undefined));
  }, everyMs).unref();

  async function runDue(): Promise<void> {
    for (const name of await dueTasks(engine, log)) {
      if (stopped) return;
      await runTask(engine, log, name);
    }
  }

  return async () => {
    stopped = true;
    clearInterval(timer);
    await round;
  };
}

async function dueTasks(engine: Engine, log: Log): Promise<string[]> {
  try {
    return await engine.transaction('admin', async (tx) => {
      const { rows } = await tx.query<{ name: string }>(
        'select name from public.due_tasks() as name',
      );
      return rows.map(({ name }) => name);
    });
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code === UNDEFINED_FUNCTION)) {
      log.error('the list of scheduled tasks cannot be read', { error });
    }
    return [];
  }
}

/** Each in a transaction of its own, so that requests come between. */
async function runTask(engine: Engine, log: Log, task: string): Promise<void> {
  try {
    const failure = await engine.transaction('admin', async (tx) => {
      const { rows } = await tx.query<{ error: string | null }>(
        `select public.run_task($1) ->> 'error' as error`,
        [task],
      );
      return rows[0]?.error;
    });
    if (failure) log.error('scheduled task failed', { task, error: failure });
  } catch (error) {
    log.error('scheduled task failed', { task, error });
  }
}
