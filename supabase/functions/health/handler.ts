import type { HealthAnswer } from '../../../contract/functions/health.ts';
import { serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';

/** The reaper comes every ten seconds: a lease that ended so long ago says that it does not run. */
const STUCK_MS = 120_000;

/** Whether database, storage and queue answer, and how fast. It tells nothing that an outsider could use. */
export default defineFunction({
  name: 'health',
  method: 'GET',
  body: undefined,
  caller: () => Promise.resolve(null),
  async handle(): Promise<HealthAnswer> {
    const client = serviceClient();
    const [database, storage, queue] = await Promise.all([
      probe(async () => client.from('system_config').select('key').limit(1)),
      probe(async () => client.storage.getBucket('user-library')),
      probe(async () => {
        const stuck = await client
          .from('jobs')
          .select('*', { count: 'exact', head: true })
          .eq('status', 'running')
          .lt('lease_until', new Date(Date.now() - STUCK_MS).toISOString());
        return { error: stuck.error ?? stuck.count };
      }),
    ]);
    const ok = database.ok && storage.ok && queue.ok;
    return { ok, at: new Date().toISOString(), database, storage, queue };
  },
  status: ({ ok }: HealthAnswer) => (ok ? 200 : 503),
});

async function probe(
  ask: () => Promise<{ error: unknown }>,
): Promise<{ ok: boolean; milliseconds: number; message?: string }> {
  const since = performance.now();
  const ok = await ask().then(
    ({ error }) => !error,
    () => false,
  );
  const milliseconds = Math.round(performance.now() - since);
  return ok ? { ok, milliseconds } : { ok, milliseconds, message: 'No answer.' };
}
