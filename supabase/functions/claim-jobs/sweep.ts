import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { rpc } from '../_shared/database.ts';

const EVERY_MS = 10 * 60_000;
const OBJECTS = 100;

let next = 0;

/**
 * Ends results whose time is over and removes their objects: SQL may not touch Storage, and a backend without pg_cron
 * has no other clock. Cut off anywhere, the next one goes on.
 */
export async function sweep(client: SupabaseClient): Promise<void> {
  if (Date.now() < next) return;
  next = Date.now() + EVERY_MS;
  await rpc(client, 'expire_workspace', {}, z.number());
  const paths = await rpc(
    client,
    'expired_objects',
    { p_limit: OBJECTS },
    z.array(z.string()).nullable(),
  );
  if (!paths?.length) return;
  const { error } = await client.storage.from('workspace-temp').remove(paths);
  if (error) throw error;
  await rpc(client, 'forget_objects', { p_paths: paths }, z.unknown());
  if (paths.length >= OBJECTS) next = 0;
}
