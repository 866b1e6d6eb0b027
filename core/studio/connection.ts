import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HttpUrl } from '../../contract/primitives.ts';
import { readJsonFile, writeJsonFile } from '../system/json-file.ts';
import type { Log } from '../system/log.ts';
import type { StudioPaths } from '../system/paths.ts';

/** One user of one project. */
export const ProjectConnection = z.object({
  kind: z.literal('supabase'),
  url: HttpUrl,
  anonKey: z.string(),
  email: z.string(),
  userId: z.string(),
});
export type ProjectConnection = z.infer<typeof ProjectConnection>;

/** Where this studio works: `connection.json` of the data folder. No secret stands in it. */
export const StoredConnection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('solo') }),
  ProjectConnection,
]);
export type StoredConnection = z.infer<typeof StoredConnection>;

/** Solo where none is stored, or where what is stored no longer reads: no library is ever lost by that. */
export async function readConnection(paths: StudioPaths, log: Log): Promise<StoredConnection> {
  try {
    const stored = await readJsonFile(paths.connection);
    if (stored !== undefined) return StoredConnection.parse(stored);
  } catch (error) {
    log.error('the stored connection does not read, working solo', { error });
  }
  return { kind: 'solo' };
}

export function writeConnection(paths: StudioPaths, connection: StoredConnection): Promise<void> {
  return writeJsonFile(paths.connection, connection);
}

/** The folder of an account: each has a library and an outbox of its own (rule S11). */
export function accountName(connection: StoredConnection): string {
  if (connection.kind === 'solo') return 'solo';
  const url = new URL(connection.url).origin;
  return createHash('sha256').update(`${url}\n${connection.userId}`).digest('hex').slice(0, 32);
}
