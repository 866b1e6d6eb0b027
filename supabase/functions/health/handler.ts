import type { SupabaseClient } from '@supabase/supabase-js';
import type { HealthAnswer } from '../../../contract/functions/health.ts';
import { serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { TtlCache } from '../_shared/ttl-cache.ts';

/** The reaper comes every ten seconds: a lease that ended so long ago says that it does not run. */
const STUCK_MS = 120_000;
/** What has not answered by then does not answer. */
const PATIENCE_MS = 5_000;

/** A write that went well says so for half a minute: anybody may ask, and none of them shall wear a disk out. */
const writes = new TtlCache<true>({ ms: 30_000 });

/** Whether database, storage and queue answer, and how fast. It tells nothing that an outsider could use. */
export default defineFunction({
  name: 'health',
  method: 'GET',
  body: undefined,
  caller: () => Promise.resolve(null),
  async handle({ note }): Promise<HealthAnswer> {
    const client = serviceClient();
    const [database, storage, queue] = await Promise.all([
      probe(async () => client.from('system_config').select('key').limit(1), 'No answer.'),
      probe(() => askStorage(client), 'It does not answer, or takes no file.'),
      probe(() => findStuck(client), 'Jobs wait for a worker that fell silent.'),
    ]);
    const ok = database.ok && storage.ok && queue.ok;
    note({ database: database.ok, storage: storage.ok, queue: queue.ok });
    return { ok, at: new Date().toISOString(), database, storage, queue };
  },
  status: ({ ok }: HealthAnswer) => (ok ? 200 : 503),
});

interface Answered {
  error: unknown;
}

/** Reads always; writes now and then, since a disk that is full or read-only still reads. */
async function askStorage(client: SupabaseClient): Promise<Answered> {
  const bucket = await client.storage.getBucket('user-library');
  if (bucket.error) return bucket;
  await writes.get('', async () => {
    const file = new Blob(['{}'], { type: 'application/json' });
    const { error } = await client.storage
      .from('system-assets')
      .upload('health.json', file, { upsert: true, contentType: 'application/json' });
    if (error) throw error;
    return true;
  });
  return { error: null };
}

async function findStuck(client: SupabaseClient): Promise<Answered> {
  const stuck = await client
    .from('jobs')
    .select('*', { count: 'exact', head: true })
    .eq('status', 'running')
    .lt('lease_until', new Date(Date.now() - STUCK_MS).toISOString());
  return { error: stuck.error ?? stuck.count };
}

async function probe(
  ask: () => Promise<Answered>,
  message: string,
): Promise<{ ok: boolean; milliseconds: number; message?: string }> {
  const since = performance.now();
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), PATIENCE_MS);
  const answered = ask().then(
    ({ error }) => !error,
    () => false,
  );
  const ok = await Promise.race([answered, late.promise]);
  clearTimeout(timer);
  const milliseconds = Math.round(performance.now() - since);
  return ok ? { ok, milliseconds } : { ok, milliseconds, message };
}
