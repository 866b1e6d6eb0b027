import { join } from 'node:path';
import { createLibraryContext } from '../core/library/context.ts';
import { findFile } from '../core/library/files.ts';
import { MIGRATIONS } from '../core/library/migrations/all.ts';
import type { SyncDeps } from '../core/library/sync-engine.ts';
import { receiveFile } from '../core/media/import-file.ts';
import { createMediaStore } from '../core/media/media-store.ts';
import { createFilesDown } from '../core/sync/files-down.ts';
import { type Connection, syncPass } from '../core/sync/pass.ts';
import { connectBackend } from '../core/sync/session.ts';
import { systemClock } from '../core/system/clock.ts';
import { openDatabase } from '../core/system/database.ts';
import { createFileStore } from '../core/system/files.ts';
import { silentLog } from '../core/system/log.ts';
import { accountPaths, studioPaths } from '../core/system/paths.ts';

export interface Link {
  url: string;
  anonKey: string;
  email: string;
  password: string;
}

const FILES_AT_ONCE = 4;
const nothing = () => undefined;

/** The library, files and sync of one device, driven by hand. Pictures are not decoded: bytes are what is measured. */
export function openSyncDevice(folder: string, link: Link) {
  const paths = accountPaths(studioPaths(join(folder, 'device')), 'solo');
  const db = openDatabase({ path: paths.database, migrations: MIGRATIONS });
  const context = createLibraryContext({
    db,
    clock: systemClock,
    changed: nothing,
    wakeSync: nothing,
  });
  const looks = { width: 8, height: 8, thumbhash: 'x', palette: [], phash: '0'.repeat(16) };
  const store = createMediaStore({
    files: createFileStore(paths),
    paths,
    pool: {
      read: async () => ({ ...looks, recipe: null, madeAt: null }),
      readCarried: async () => ({ recipe: null, madeAt: null }),
      readFont: async () => ({ name: 'Font', family: 'Font', nameless: null }),
      drawWords: async () => null,
      close: async () => undefined,
    },
    isKnown: (sha256) => findFile(db, sha256) !== undefined,
  });
  let kept: string | undefined;
  const session = {
    read: async () => kept,
    write: async (text: string | null) => void (kept = text ?? undefined),
  };
  const deps: SyncDeps = {
    db,
    clock: systemClock,
    log: silentLog,
    fetch,
    session,
    hooks: {
      changed: nothing,
      callRefused: () => false,
      promotionRefused: nothing,
      receiveFile: (wanted, body) => receiveFile(context, store, wanted, body),
      receivePreview: async () => undefined,
      fileAt: (sha256, mime) => store.originalPath(sha256, mime),
      inputAt: (sha256) => join(paths.root, sha256),
      fontAt: async () => undefined,
      receiveFont: async () => undefined,
    },
  };
  const ending = new AbortController();
  const { url, anonKey, ...credentials } = link;
  const connection: Connection = {
    link: { url, anonKey, credentials },
    client: connectBackend(link, { fetch, session, ending: ending.signal }),
    session: null,
    modelsAt: Date.now(),
    digestAt: Date.now(),
    silent: true,
    ending: ending.signal,
  };
  return {
    db,
    context,
    pass: () =>
      syncPass(deps, connection, { signedIn: nothing, uploads: nothing, woken: () => true }),
    /** Every original that is not here. */
    async fetchFiles() {
      const { session: signedIn } = connection;
      if (!signedIn) throw new Error('a device that never synced has no session');
      const down = createFilesDown(deps);
      const left = db.column<string>("select sha256 from files where state <> 'present'");
      await Promise.all(
        Array.from({ length: FILES_AT_ONCE }, async () => {
          for (let sha256 = left.pop(); sha256; sha256 = left.pop()) {
            if (!(await down.fetch(signedIn, sha256))) throw new Error(`${sha256} did not arrive`);
          }
        }),
      );
      down.pause();
    },
    close() {
      ending.abort();
      db.close();
    },
  };
}
