import type { HealthAnswer } from '../../../contract/functions/health.ts';
import { serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';

/** Whether database and storage answer, and how fast. It tells nothing that an outsider could use. */
export default defineFunction({
  name: 'health',
  method: 'GET',
  body: undefined,
  caller: () => Promise.resolve(null),
  async handle(): Promise<HealthAnswer> {
    const client = serviceClient();
    const [database, storage] = await Promise.all([
      probe(async () => client.from('system_config').select('key').limit(1)),
      probe(async () => client.storage.getBucket('user-library')),
    ]);
    return { ok: database.ok && storage.ok, at: new Date().toISOString(), database, storage };
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
