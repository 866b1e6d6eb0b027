import type { BackendLink } from '../../contract/solo.ts';
import { createLibraryContext, type LibraryContext } from '../../core/library/context.ts';
import { findFile, forgetFetching } from '../../core/library/files.ts';
import { MIGRATIONS } from '../../core/library/migrations/all.ts';
import type { SyncDeps } from '../../core/library/sync-engine.ts';
import type { SyncHooks } from '../../core/library/sync-hooks.ts';
import type { ImagePool } from '../../core/media/image-pool.ts';
import { importFile, receiveFile, receivePreview } from '../../core/media/import-file.ts';
import { createMediaStore } from '../../core/media/media-store.ts';
import { createFilesDown } from '../../core/sync/files-down.ts';
import { type Connection, syncPass } from '../../core/sync/pass.ts';
import { connectBackend } from '../../core/sync/session.ts';
import { createUploads } from '../../core/sync/uploads.ts';
import type { Clock } from '../../core/system/clock.ts';
import { type Database, openDatabase } from '../../core/system/database.ts';
import { createFileStore } from '../../core/system/files.ts';
import { silentLog } from '../../core/system/log.ts';
import { type AccountPaths, accountPaths, studioPaths } from '../../core/system/paths.ts';
import { promotionRefused } from '../../core/workspace/move-results.ts';

/** Everything that a killed process would have lost ends with this: no statement after it reaches the disk. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export interface Device {
  readonly name: string;
  readonly context: LibraryContext;
  readonly db: Database;
  /** One pass of the engine with all its files up, and no timer. */
  pass(): Promise<void>;
  /** Takes bytes in as any imported picture. */
  importBytes(bytes: Uint8Array, fileName: string): Promise<string>;
  /** Fetches every file that is missing; answers how many are here after it. */
  fetchFiles(): Promise<void>;
  /** From the n-th statement on, nothing reaches the database. */
  crashIn(statements: number): void;
  /** Closes without another word and opens the same folder again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface DeviceOptions {
  name: string;
  folder: string;
  link: BackendLink;
  clock: Clock;
  fetch: typeof fetch;
}

/** Pictures are of no interest here: what is in a file is only its bytes. */
const NO_DECODER: ImagePool = {
  read: async () => ({
    width: 8,
    height: 8,
    thumbhash: 'x',
    palette: [],
    phash: '0000000000000000',
    recipe: null,
    madeAt: null,
  }),
  readCarried: async () => ({ recipe: null, madeAt: null }),
  readFont: async () => ({ name: 'Font', family: 'Font', nameless: null }),
  drawWords: async () => null,
  close: async () => undefined,
};

/** The real library, files and sync of one device; only timers, decoding and the screen are left out. */
export function openDevice(options: DeviceOptions): Device {
  const { name, link } = options;
  const paths = accountPaths(studioPaths(options.folder), 'solo');
  let session: string | undefined;

  const store = {
    read: async () => session,
    write: async (text: string | null) => void (session = text ?? undefined),
  };

  let open = start();

  function start() {
    const raw = openDatabase({ path: paths.database, migrations: MIGRATIONS });
    const { db, crashIn } = crashable(raw);
    forgetFetching(db);
    const library = openLibrary(paths, db, { ...options, session: store });
    const ending = new AbortController();
    const { url, anonKey, ...credentials } = link;
    const connection: Connection = {
      link: { url, anonKey, credentials },
      client: connectBackend(link, {
        fetch: options.fetch,
        session: store,
        ending: ending.signal,
      }),
      session: null,
      modelsAt: Date.now(),
      digestAt: Date.now(),
      silent: true,
      ending: ending.signal,
    };
    return { raw, db, crashIn, ...library, ending, connection };
  }

  async function pass(): Promise<void> {
    const { deps, connection } = open;
    let trouble: unknown;
    const uploads = createUploads(deps, {
      sent: () => undefined,
      failed: (error) => (trouble = error),
    });
    try {
      await syncPass(deps, connection, {
        signedIn: () => undefined,
        uploads: (session) =>
          uploads.wake({ link: connection.link, session, signal: connection.ending }),
        woken: () => true,
      });
    } catch (error) {
      connection.silent = true;
      throw error;
    } finally {
      await uploads.idle();
    }
    if (trouble instanceof Crash) throw trouble;
  }

  async function close(): Promise<void> {
    open.ending.abort();
    open.raw.close();
  }

  return {
    name,
    get context() {
      return open.context;
    },
    get db() {
      return open.db;
    },
    pass,
    async importBytes(bytes, fileName) {
      return (await importFile(open.context, open.store, asPng(bytes), { fileName })).id;
    },
    async fetchFiles() {
      const { session } = open.connection;
      if (!session) throw new Error(`${name} has no session`);
      const down = createFilesDown(open.deps);
      for (const { sha256 } of open.db.all<{ sha256: string }>(
        "select sha256 from files where state <> 'present'",
      )) {
        await down.fetch(session, sha256);
      }
      down.pause();
    },
    crashIn: (statements) => open.crashIn(statements),
    async restart() {
      await close();
      await createFileStore(paths).sweepStaging();
      open = start();
    },
    close,
  };
}

/** Bytes that pass for a picture where nobody decodes them. */
export async function* asPng(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), bytes]);
}

/** The library on a database, and what sync is given of it. */
export function openLibrary(
  paths: AccountPaths,
  db: Database,
  options: Pick<SyncDeps, 'clock' | 'fetch' | 'session'> & {
    wakeSync?: () => void;
    changed?: SyncHooks['changed'];
  },
) {
  const { clock, changed = () => undefined, wakeSync = () => undefined } = options;
  const context = createLibraryContext({ db, clock, changed, wakeSync });
  const store = createMediaStore({
    files: createFileStore(paths),
    paths,
    pool: NO_DECODER,
    isKnown: (sha256) => findFile(db, sha256) !== undefined,
  });
  const deps: SyncDeps = {
    db,
    clock,
    log: silentLog,
    fetch: options.fetch,
    session: options.session,
    hooks: {
      changed,
      callRefused: () => false,
      promotionRefused: (item) => promotionRefused(context, item),
      receiveFile: (wanted, body) => receiveFile(context, store, wanted, body),
      receivePreview: (wanted, body, kind) => receivePreview(context, store, wanted, body, kind),
      fileAt: (sha256, mime) => store.originalPath(sha256, mime),
      inputAt: (sha256) => `${paths.root}/inputs/${sha256}`,
      fontAt: async () => undefined,
      receiveFont: async () => undefined,
    },
  };
  return { context, store, deps };
}

/** A database that dies at its n-th statement, as the process would; what a transaction had done is rolled back. */
function crashable(raw: Database): { db: Database; crashIn: (statements: number) => void } {
  let left = Infinity;
  const count = <T>(work: () => T): T => {
    left -= 1;
    if (left < 0) throw new Crash();
    return work();
  };
  const db: Database = {
    path: raw.path,
    newer: raw.newer,
    all: (sql, ...params) => count(() => raw.all(sql, ...params)),
    get: (sql, ...params) => count(() => raw.get(sql, ...params)),
    column: (sql, ...params) => count(() => raw.column(sql, ...params)),
    run: (sql, ...params) => count(() => raw.run(sql, ...params)),
    transaction: (work) => count(() => raw.transaction(work)),
    transactionToldAgain: (work) => count(() => raw.transactionToldAgain(work)),
    get inTransaction() {
      return raw.inTransaction;
    },
    snapshot: (target) => raw.snapshot(target),
    close: () => raw.close(),
  };
  return { db, crashIn: (statements) => void (left = statements) };
}
