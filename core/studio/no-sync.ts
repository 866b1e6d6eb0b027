import type { SyncEngine } from '../library/sync-engine.ts';
import { AtelierError } from '../../contract/errors.ts';
export function createSync(): SyncEngine {
  return {
    connect: () => undefined,
    wake: () => undefined,
    signedIn: () => false,
    status: () => ({ state: 'offline', pending: 0, setAside: 0, lastSyncedAt: null, error: null }),
    outbox: () => [],
    retry: () => undefined,
    discard: () => undefined,
    conflicts: () => [],
    resolve: () => undefined,
    fetchFile: () => Promise.resolve(false),
    close: () => Promise.resolve(),
  };
}
export async function signIn(
  _options: object,
): Promise<{ userId: string; email: string; session: string }> {
  throw new AtelierError('offline', 'no sync yet');
}
