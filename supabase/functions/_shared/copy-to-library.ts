import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { rpc } from './database.ts';

/** One object to copy: out of the workspace's bucket to a place in another. */
export const CopyStep = z.object({ from: z.string(), to: z.string(), bucket: z.string() });
type CopyStep = z.infer<typeof CopyStep>;
const Plan = z.array(CopyStep);

/** Copies at a time: a hundred results must not open a hundred connections. */
const AT_ONCE = 8;

/**
 * Copies the objects of results into the library, on the server. What is there already is left alone; what is gone is
 * skipped, and the database says so afterwards. Throws `backend_unavailable` when Storage fails: try it all again.
 */
export async function copyToLibrary(
  client: SupabaseClient,
  user: string,
  assetIds: readonly string[],
): Promise<void> {
  await copyAll(
    client,
    await rpc(client, 'plan_promotion', { p_user: user, p_asset_ids: assetIds }, Plan),
  );
}

/** Copies what a plan of the database says. Throws as `copyToLibrary` does. */
export async function copyAll(client: SupabaseClient, plan: readonly CopyStep[]): Promise<void> {
  for (let at = 0; at < plan.length; at += AT_ONCE) {
    await Promise.all(plan.slice(at, at + AT_ONCE).map((step) => copy(client, step)));
  }
}

/** There already, or gone: nothing to copy. */
const SETTLED: ReadonlySet<string> = new Set(['409', '404', 'Duplicate']);

async function copy(client: SupabaseClient, step: CopyStep): Promise<void> {
  const { error } = await client.storage
    .from('workspace-temp')
    .copy(step.from, step.to, { destinationBucket: step.bucket });
  if (!error) return;
  const said = error as { status?: unknown; statusCode?: unknown };
  // Storage says these as a status of its own inside a 400, or as the status, depending on its version.
  if ([said.status, said.statusCode].some((code) => SETTLED.has(String(code)))) return;
  throw new AtelierError('backend_unavailable', 'Storage did not copy a result.', {}, error);
}
