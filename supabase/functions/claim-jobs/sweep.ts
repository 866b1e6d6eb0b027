import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { rpc } from '../_shared/database.ts';

const EVERY_MS = 10 * 60_000;
const OBJECTS = 100;

let next = 0;

/**
 * Ends results whose time is over and removes their objects, and fonts that no brand names: SQL may not touch Storage, and a backend without pg_cron
 * has no other clock. Cut off anywhere, the next one goes on.
 */
export async function sweep(client: SupabaseClient): Promise<void> {
  if (Date.now() < next) return;
  next = Date.now() + EVERY_MS;
  await rpc(client, 'expire_workspace', {}, z.number());
  const results = await remove(client, 'workspace-temp', 'expired_objects');
  if (results.length > 0) await rpc(client, 'forget_objects', { p_paths: results }, z.unknown());
  const fonts = await remove(client, 'fonts', 'unused_fonts');
  if (results.length >= OBJECTS || fonts.length >= OBJECTS) next = 0;
}

/** Removes what a function of the database names; answers what that was. */
async function remove(client: SupabaseClient, bucket: string, named: string): Promise<string[]> {
  const paths = await rpc(client, named, { p_limit: OBJECTS }, z.array(z.string()).nullable());
  if (!paths?.length) return [];
  const { error } = await client.storage.from(bucket).remove(paths);
  if (error) throw error;
  return paths;
}
