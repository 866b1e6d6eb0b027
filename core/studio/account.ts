import type { Account, Connection } from '../../contract/studio/account.ts';
import type { ProviderId } from '../../contract/models.ts';
import type { Topic } from '../../contract/studio/events.ts';
import { orderRefused } from '../generate/end-order.ts';
import type { OrderContext } from '../generate/order-checks.ts';
import { feedVariants } from '../generate/variants.ts';
import { createLibraryContext } from '../library/context.ts';
import { purgeOldTrash } from '../library/edit-library.ts';
import { findFile, forgetFetching } from '../library/files.ts';
import { heldCredits } from '../library/jobs.ts';
import { MIGRATIONS } from '../library/migrations/all.ts';
import { balance } from '../library/profiles.ts';
import { tellOldDismissals } from '../library/not-duplicates.ts';
import { rewriteMarkedRows } from '../library/rewrite-rows.ts';
import type { SyncDeps, SyncEngine } from '../library/sync-engine.ts';
import { fillLooks } from '../media/fill-looks.ts';
import type { ImagePool } from '../media/image-pool.ts';
import { createFolderImports, type FolderImports } from '../media/imports/folder-imports.ts';
import { createFolderWatch, type FolderWatch } from '../media/imports/watch-folders.ts';
import { receiveFile, receivePreview } from '../media/import-file.ts';
import { createFontStore, type FontStore } from '../media/fonts/font-store.ts';
import { createInputStore, type InputStore } from '../media/inputs/input-store.ts';
import { createMediaStore, type MediaStore } from '../media/media-store.ts';
import { createMediaServer } from '../media/serve-media.ts';
import { sweepUnnamed } from '../media/sweep-files.ts';
import { glanceAt } from '../media/video/glance.ts';
import { finishRestore } from '../storage/restore.ts';
import type { StorageContext } from '../storage/storage-context.ts';
import type { Clock } from '../system/clock.ts';
import { openDatabase } from '../system/database.ts';
import { requireSpace } from '../system/disk-space.ts';
import { createFileStore, type FileStore } from '../system/files.ts';
import type { Log } from '../system/log.ts';
import { accountPaths, inputsFolder, type StudioPaths } from '../system/paths.ts';
import type { Secrets } from '../system/secrets.ts';
import type { Tasks } from '../system/tasks.ts';
import { promotionRefused } from '../workspace/move-results.ts';
import { type AdoptionDesk, createAdoption, NO_ADOPTION } from './adoption/adoption.ts';
import { type Analyses, createAnalyses } from './analyses.ts';
import { type Batches, createBatches } from './batches.ts';
import { createFeeder, type Feeder } from './feeder.ts';
import { createMeanings, type Meanings } from './meanings.ts';
import { createExports, type Exports } from './exports.ts';
import { accountName, type StoredConnection } from './connection.ts';
import type { ProviderKeyStore } from './provider-keys.ts';
import { createNoSync } from './no-sync.ts';
import { watchDisk } from './watch-disk.ts';
import { createStorageTasks, type LibraryKeeper, type StorageTasks } from './storage-tasks.ts';

/** One account that is open: its library, its files, its sync. */
export interface OpenAccount {
  readonly connection: StoredConnection;
  readonly context: OrderContext;
  readonly store: MediaStore;
  readonly fonts: FontStore;
  readonly sync: SyncEngine;
  readonly storage: StorageTasks;
  readonly care: StorageContext;
  readonly imports: FolderImports;
  readonly watch: FolderWatch;
  readonly exports: Exports;
  readonly batches: Batches;
  readonly analyses: Analyses;
  readonly meanings: Meanings;
  readonly adoption: AdoptionDesk;
  media(request: Request): Promise<Response>;
  describe(): Account;
  /** `except`: a task that goes on, since it is what closes it. */
  close(except?: string): Promise<void>;
}

export interface AccountOptions {
  connection: StoredConnection;
  paths: StudioPaths;
  secrets: Secrets;
  log: Log;
  clock: Clock;
  fetch: typeof fetch;
  pool: ImagePool;
  keys: ProviderKeyStore;
  changed: (...topics: readonly Topic[]) => void;
  createSync: (deps: SyncDeps) => SyncEngine;
  tasks: Tasks;
  keeper: LibraryKeeper;
}

/** How often old trash and expired results are looked for. */
const TIDY_MILLISECONDS = 10 * 60_000;
/** The first look at the disk waits until the studio answers its first calls. */
const FIRST_TIDY_MILLISECONDS = 3_000;

/** Whose chat models look at pictures. */
const CHAT: readonly ProviderId[] = ['openai', 'mistral', 'google', 'openai-compatible'];

export const sessionName = (account: string) => `session:${account}`;

/**
 * Opens the library of an account. One that a newer program made is only shown: nothing of it is written, tidied or
 * synced. Errors: `disk_full`, `disk_read_only`.
 */
export async function openAccount(options: AccountOptions): Promise<OpenAccount> {
  const { connection, clock, keys, log } = options;
  // Whoever hears that orders have changed may be a batch that has room for more.
  const changed: AccountOptions['changed'] = (...topics) => {
    options.changed(...topics);
    if (topics.includes('orders')) batches?.wake();
    if (topics.includes('orders') || topics.includes('library')) variants?.wake();
    if (topics.includes('library') || topics.includes('sync') || topics.includes('settings')) {
      analyses?.wake();
      meanings?.wake();
    }
  };
  let batches: Batches | undefined;
  let variants: Feeder | undefined;
  let analyses: Analyses | undefined;
  let meanings: Meanings | undefined;
  const name = accountName(connection);
  const paths = accountPaths(options.paths, name);
  const aside = await finishRestore(paths, clock.now());
  if (aside !== undefined) log.info('a library was restored', { aside });
  const db = openDatabase({ path: paths.database, migrations: MIGRATIONS, newer: 'read' });
  try {
    rewriteMarkedRows(db);
    const files = keepingRoom(createFileStore(paths), paths.root);
    if (!db.newer) {
      await files.sweepStaging();
      forgetFetching(db);
    }
    const base = createLibraryContext({ db, clock, changed, wakeSync: () => sync.wake() });
    const context: OrderContext = {
      ...base,
      lacksKey: (provider) => connection.kind === 'solo' && !keys.has(provider),
    };
    const feeding = createBatches(context, log);
    batches = feeding;
    const varying = createFeeder(context, {
      feed: feedVariants,
      log,
      trouble: 'variants could not be ordered',
    });
    variants = varying;
    const store = createMediaStore({
      files,
      paths,
      pool: options.pool,
      isKnown: (sha256) => findFile(db, sha256) !== undefined,
    });
    const inputs = createInputStore({
      context,
      files: keepingRoom(
        createFileStore({ media: inputsFolder(paths), staging: paths.staging }),
        paths.root,
      ),
      pool: options.pool,
    });
    const fonts = createFontStore({ context, files, paths, pool: options.pool });
    const sync = (db.newer ? createNoSync : options.createSync)({
      db,
      clock,
      log: log.with({ part: 'sync' }),
      fetch: options.fetch,
      session: sessionIn(options.secrets, name),
      hooks: {
        changed,
        callRefused: (row, error) => orderRefused(context, row, error),
        promotionRefused: (item) => promotionRefused(context, item),
        receiveFile: (wanted, body) => receiveFile(context, store, wanted, body),
        receivePreview: (wanted, body, kind) => receivePreview(context, store, wanted, body, kind),
        fileAt: (sha256, mime) => store.originalPath(sha256, mime),
        inputAt: (sha256, mime) => inputs.pathOf(sha256, mime),
        fontAt: (sha256) => fonts.fileOf(sha256),
        receiveFont: (sha256, body) => fonts.receive(sha256, body),
      },
    });
    if (!db.newer) tellOldDismissals(context);
    const looking = createAnalyses({
      context,
      sync,
      glanceAt: (film) =>
        glanceAt(
          { db, store, paths, log, fetchPreview: (sha256) => sync.fetchPreview(sha256) },
          film,
        ),
      hasModel: () => connection.kind !== 'solo' || CHAT.some((provider) => keys.has(provider)),
      changed: options.changed,
      log,
    });
    analyses = looking;
    const knowing = createMeanings({
      context,
      sync,
      hasModel: () => connection.kind !== 'solo' || keys.has('openai'),
      changed: options.changed,
      log,
    });
    meanings = knowing;
    const forgetKeys = keys.onChange(() => {
      looking.wake();
      knowing.wake();
    });
    const care: StorageContext = { library: context, originals: store, paths };
    const storage = createStorageTasks({
      context: care,
      files,
      tasks: options.tasks,
      changed: () => changed('storage'),
      studio: options.keeper,
    });
    const exports = createExports({
      context: {
        db,
        originalPath: (sha256, mime) => store.originalPath(sha256, mime),
        fetchFile: (sha256) => sync.fetchFile(sha256),
      },
      tasks: options.tasks,
    });
    const serve = createMediaServer({
      context,
      store,
      inputs,
      fonts,
      fetchFile: (sha256) => sync.fetchFile(sha256),
      fetchPreview: (sha256) => sync.fetchPreview(sha256),
      log,
    });
    const tidying = db.newer
      ? NOTHING_TO_TIDY
      : tidyNowAndThen(context, { store, inputs, fonts }, log);
    const filling = db.newer ? NOTHING_TO_TIDY : fillLooks(context, store, log);
    const room = watchDisk({ folder: paths.root, changed: () => changed('storage'), log });
    const importing = {
      context,
      store,
      data: options.paths.data,
      log,
      changed: () => changed('imports'),
    };
    const imports = createFolderImports(importing);
    const watch = createFolderWatch(importing);
    const adoption =
      connection.kind === 'solo' || db.newer
        ? NO_ADOPTION
        : createAdoption({
            paths: options.paths,
            userId: connection.userId,
            context,
            store,
            log,
            changed: () => changed('account'),
          });
    adoption.resume();
    if (!db.newer) {
      imports.resume();
      watch.start();
    }
    return {
      connection,
      context,
      store,
      fonts,
      sync,
      storage,
      care,
      imports,
      watch,
      exports,
      batches: feeding,
      analyses: looking,
      meanings: knowing,
      adoption,
      media: (request) => {
        const download = exports.serve(request);
        if (download) return Promise.resolve(download);
        return feeding.serve(request) ?? serve(request);
      },
      describe: () => ({
        id: name,
        connection: publicConnection(connection),
        email: connection.kind === 'supabase' ? connection.email : null,
        signedIn: sync.signedIn(),
        balance: balance(db) ?? 0,
        held: heldCredits(db),
      }),
      async close(except) {
        feeding.close();
        varying.close();
        looking.close();
        knowing.close();
        forgetKeys();
        await options.tasks.stop(except);
        await Promise.all([
          tidying.stop(),
          filling.stop(),
          adoption.stop(),
          imports.stop(),
          watch.stop(),
          room.stop(),
        ]);
        await sync.close();
        db.close();
      },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Refuses a file while the disk has no more than its reserve left: imports and what sync fetches alike (rule F5). */
function keepingRoom(files: FileStore, folder: string): FileStore {
  return {
    ...files,
    async stage(source, limits) {
      await requireSpace(folder, 0);
      return files.stage(source, limits);
    },
  };
}

export function publicConnection(connection: StoredConnection): Connection {
  if (connection.kind === 'solo') return { kind: 'solo' };
  const { kind, url, anonKey } = connection;
  return { kind, url, anonKey };
}

function sessionIn(secrets: Secrets, account: string): SyncDeps['session'] {
  const name = sessionName(account);
  return {
    read: () => secrets.get(name),
    write: (session) => (session === null ? secrets.delete(name) : secrets.set(name, session)),
  };
}

const NOTHING_TO_TIDY = { stop: () => Promise.resolve() };

/** Purges old trash and removes files that nothing names, in the background, one run at a time. */
function tidyNowAndThen(
  context: OrderContext,
  { store, inputs, fonts }: { store: MediaStore; inputs: InputStore; fonts: FontStore },
  log: Log,
): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let strangersSeen = false;

  async function tidy(): Promise<void> {
    purgeOldTrash(context);
    await sweepUnnamed(context, store);
    await inputs.sweep();
    await fonts.sweep();
    if (strangersSeen) return;
    strangersSeen = true;
    const removed = await store.removeStrangers();
    if (removed > 0) log.info('put files without a row aside', { removed });
  }

  function run(): void {
    running = running.then(tidy).catch((error: unknown) => log.error('tidying failed', { error }));
  }

  const first = setTimeout(run, FIRST_TIDY_MILLISECONDS).unref();
  const timer = setInterval(run, TIDY_MILLISECONDS).unref();
  return {
    async stop() {
      clearTimeout(first);
      clearInterval(timer);
      await running;
    },
  };
}
