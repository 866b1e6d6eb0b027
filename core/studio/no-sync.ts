import { AtelierError } from '../../contract/errors.ts';
import type { SyncEngine } from '../library/sync-engine.ts';

/** Stands in where nothing may be written: the library of a newer program neither sends nor takes anything. */
export function createNoSync(): SyncEngine {
  const error = new AtelierError('library_newer', 'A newer Atelier made this library.');
  const refuse = () => {
    throw error;
  };
  return {
    connect: () => undefined,
    wake: () => undefined,
    signedIn: () => false,
    status: () => ({
      state: 'offline',
      pending: 0,
      uploads: 0,
      failing: 0,
      setAside: 0,
      conflicts: 0,
      downloads: 0,
      lastSyncedAt: null,
      error: error.toBody(),
    }),
    outbox: () => [],
    pause: refuse,
    resume: refuse,
    retry: refuse,
    discard: refuse,
    conflicts: () => [],
    resolve: refuse,
    fetchFile: () => Promise.resolve(false),
    fetchPreview: () => Promise.resolve(false),
    proveFile: refuse,
    ask: () => Promise.reject(error),
    query: () => Promise.reject(error),
    close: () => Promise.resolve(),
  };
}
