import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import type { WorkerHeartbeatAnswer } from '../../../contract/functions/workers.ts';
import { Id } from '../../../contract/primitives.ts';
import { workerKeyHash } from './caller.ts';
import { read, serviceClient } from './database.ts';

const Seen = z.object({ workerId: Id, health: z.enum(['unknown', 'healthy', 'unhealthy']) });

/** Writes that a worker is alive, and what else is new of it. Throws `unauthenticated` for a key that nobody has. */
export async function touchWorker(
  keyHash: string,
  news: { url?: string; health?: string; failures?: number } = {},
): Promise<WorkerHeartbeatAnswer> {
  const seen = await read(
    serviceClient()
      .from('workers')
      .update({ last_seen_at: new Date().toISOString(), ...news })
      .eq('key_hash', keyHash)
      .is('disabled_at', null)
      .select('workerId:id, health')
      .maybeSingle(),
    Seen.nullable(),
  );
  if (!seen) throw new AtelierError('unauthenticated', 'No worker has this key.');
  return seen;
}

/** Uncounted: before the database knows a key, counting it would let anybody fill the table of counts. */
export const asWorker = { caller: workerKeyHash };
