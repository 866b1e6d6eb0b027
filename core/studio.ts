import { access } from 'node:fs/promises';
import { AtelierError, type ErrorBody } from '../contract/errors.ts';
import type { ProviderKeys } from '../contract/provider-access.ts';
import type { BackendLink } from '../contract/solo.ts';
import type { StudioEvent } from '../contract/studio/events.ts';
import type { Account } from '../contract/studio/account.ts';
import { openGenerators } from './generate/generators/generator-shelf.ts';
import { findFile } from './library/files.ts';
import { readSettings, writeSettings } from './library/settings.ts';
import type { StartDecoder } from './media/decoder.ts';
import { createImagePool } from './media/image-pool.ts';
import { type OpenAccount, openAccount } from './studio/account.ts';
import { createAccounts } from './studio/accounts.ts';
import type { CallContext } from './studio/call-context.ts';
import {
  accountName,
  readConnection,
  type StoredConnection,
  writeConnection,
} from './studio/connection.ts';
import { createStudioEvents } from './studio/events.ts';
import { openKnownAccounts } from './studio/known-accounts.ts';
import { openProviderKeys } from './studio/provider-keys.ts';
import { askProvider } from './system/ask-provider.ts';
import { vendorAddresses } from './system/vendor-addresses.ts';
import { createRouter, type StudioRouter } from './studio/router.ts';
import { locateLibrary } from './storage/library-location.ts';
import { createSync } from './sync/sync.ts';
import { type Clock, instant } from './system/clock.ts';
import { typedFailures } from './system/failures.ts';
import { holdLock } from './system/lock.ts';
import type { Log } from './system/log.ts';
import type { StudioPaths } from './system/paths.ts';
import { openReturnPoint } from './system/return-point.ts';
import { resourcesFolder } from './system/resources.ts';
import type { Secrets } from './system/secrets.ts';
import { createTasks } from './system/tasks.ts';
import { createTurns } from './system/turns.ts';

export interface StudioOptions {
  paths: StudioPaths;
  secrets: Secrets;
  log: Log;
  clock: Clock;
  fetch: typeof fetch;
  host: 'desktop' | 'browser';
  version: string;
  /** How a decoder of images is started, where a process of Node's cannot be. */
  startDecoder?: StartDecoder;
}

export interface Studio {
  /** Implements `contract/studio`; a host hands it to its transport. */
  router: StudioRouter;
  /**
   * `GET /<sha256>` and `/<sha256>/256|1024` with ranges, `POST /import` with a file as the body.
   * Paths begin at the media base. Never rejects.
   */
  media(request: Request): Promise<Response>;
  /** Where the embedded backend answers now; null while it does not run, with the trouble if it should. */
  connectSolo(link: BackendLink | null, trouble?: ErrorBody): void;
  /** Whether the embedded backend is needed: not while the studio works on a Supabase project. */
  solo: {
    isWanted(): boolean;
    /** Answers a function that stops it. */
    onWanted(callback: (wanted: boolean) => void): () => void;
  };
  providerKeys: {
    current(): Promise<ProviderKeys>;
    /** Answers a function that stops it. */
    onChange(callback: (keys: ProviderKeys) => void): () => void;
  };
  /** Answers a function that stops it. */
  onEvent(callback: (event: StudioEvent) => void): () => void;
  /** Where originals and their small thumbnails lie on this disk, in order; what is not here is left out. */
  locate(sha256s: readonly string[]): Promise<{ path: string; thumbnail: string }[]>;
  close(): Promise<void>;
}

/**
 * Opens the studio on a data folder: the only wiring of `core`.
 * Errors: `studio_in_use` if another studio has the folder open, `library_newer` if a newer program made it,
 * `disk_read_only`, `disk_full`.
 */
export async function createStudio(options: StudioOptions): Promise<Studio> {
  const lock = holdLock(options.paths.lock);
  try {
    return await typedFailures(() => openStudio(options, () => lock.release()));
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openStudio(options: StudioOptions, release: () => void): Promise<Studio> {
  const { secrets, log } = options;
  let paths = await locateLibrary(options.paths);
  const known = await openKnownAccounts(paths, log);
  const keys = await openProviderKeys(secrets);
  const events = createStudioEvents();
  const pool = createImagePool(options.startDecoder ? { start: options.startDecoder } : {});
  const turns = createTurns();
  const tasks = createTasks({
    clock: options.clock,
    log,
    changed: () => events.changed('storage'),
  });
  let soloLink: BackendLink | null = null;
  let soloTrouble: ErrorBody | null = null;
  const soloListeners = new Set<(wanted: boolean) => void>();

  async function open(connection: StoredConnection): Promise<OpenAccount> {
    const opened = await openAccount({
      ...options,
      paths,
      connection,
      pool,
      keys,
      tasks,
      keeper: { paths: () => paths, reopen },
      changed: (...topics) => events.changed(...topics),
      createSync,
    });
    if (connection.kind === 'supabase') {
      opened.sync.connect({ url: connection.url, anonKey: connection.anonKey });
    } else if (soloLink) opened.sync.connect(syncLink(soloLink));
    return opened;
  }

  const connection = await readConnection(paths, log);
  if (connection.kind === 'supabase') await known.remember(connection);
  let account = await open(connection);
  let isOpen = true;
  let changes = 0;

  /** The new account opens before the old one closes, so that a library that does not open leaves all as it was. */
  async function switchTo(connection: StoredConnection): Promise<Account> {
    if (accountName(connection) === accountName(account.connection)) return stay(connection);
    const next = await open(connection);
    writeSettings(next.context.db, readSettings(account.context.db), instant(options.clock));
    await writeConnection(paths, connection);
    const old = account;
    account = next;
    await old.close();
    for (const listener of soloListeners) listener(isSolo());
    events.changed('resync');
    return account.describe();
  }

  /** One change of the account after the other. */
  async function changing<T>(work: () => Promise<T>): Promise<T> {
    changes += 1;
    try {
      return await turns.take('account', work);
    } finally {
      changes -= 1;
    }
  }

  /** The account is away for a moment: a call meanwhile is told so. */
  async function reopen(task: string, work: () => Promise<StudioPaths | undefined>): Promise<void> {
    // A change of the account waits for this task to end: it must not wait for the change.
    if (changes > 0) throw new AtelierError('conflict', 'The account is being changed.');
    await turns.take('account', async () => {
      const { connection } = account;
      isOpen = false;
      try {
        await account.close(task);
        paths = (await work()) ?? paths;
      } finally {
        account = await open(connection);
        isOpen = true;
        events.changed('resync');
      }
    });
  }

  function openedAccount(): OpenAccount {
    if (isOpen) return account;
    throw new AtelierError('conflict', 'The library is being put in its place.');
  }

  /** Signed in anew to the account that is open. */
  async function stay(connection: StoredConnection): Promise<Account> {
    if (connection.kind === 'supabase') {
      await writeConnection(paths, connection);
      account.sync.connect({ url: connection.url, anonKey: connection.anonKey });
    }
    return account.describe();
  }

  function isSolo(): boolean {
    return account.connection.kind === 'solo';
  }

  const accounts = createAccounts({
    ...options,
    known,
    paths: () => paths,
    current: openedAccount,
    changing,
    switchTo,
    openReturnPoint,
    changed: () => events.changed('account'),
  });

  const calls: CallContext = {
    account: openedAccount,
    tasks,
    soloTrouble: () => (isSolo() ? soloTrouble : null),
    keys,
    testProvider: async (provider) =>
      askProvider(provider, await keys.current(), {
        fetch: options.fetch,
        addresses: vendorAddresses(),
      }),
    events,
    generators: openGenerators(
      [
        { path: resourcesFolder('generators'), source: 'built_in' },
        { path: paths.generators, source: 'own' },
      ],
      log,
    ),
    log,
    wildcards: paths.wildcards,
    info: () => ({
      version: options.version,
      host: options.host,
      firstStart: isUntouched(account),
      readOnly: account.context.db.newer,
    }),
    accounts,
  };

  async function close(): Promise<void> {
    events.close();
    accounts.close();
    await changing(() => account.close());
    await pool.close();
    release();
  }
  let closing: Promise<void> | undefined;

  return {
    router: createRouter(calls, log),
    media: (request) =>
      isOpen ? account.media(request) : Promise.resolve(new Response(null, { status: 503 })),
    connectSolo(link, trouble) {
      soloLink = link;
      soloTrouble = trouble ?? null;
      if (!isSolo() || !isOpen) return;
      account.sync.connect(link && syncLink(link));
      events.changed('sync');
    },
    solo: {
      isWanted: isSolo,
      onWanted(callback) {
        soloListeners.add(callback);
        return () => void soloListeners.delete(callback);
      },
    },
    providerKeys: {
      current: () => keys.current(),
      onChange: (callback) => keys.onChange(callback),
    },
    onEvent: (callback) => events.onEvent(callback),
    locate: (sha256s) => locate(account, sha256s),
    close: () => (closing ??= close()),
  };
}

function syncLink({ url, anonKey, email, password }: BackendLink) {
  return { url, anonKey, credentials: { email, password } };
}

/** True until the first order or work. */
function isUntouched({ context: { db } }: OpenAccount): boolean {
  const touched = db.get(
    'select 1 where exists (select 1 from orders) or exists (select 1 from user_library)',
  );
  return touched === undefined;
}

async function locate(
  { context, store }: OpenAccount,
  sha256s: readonly string[],
): Promise<{ path: string; thumbnail: string }[]> {
  const located: { path: string; thumbnail: string }[] = [];
  for (const sha256 of sha256s) {
    const file = findFile(context.db, sha256);
    if (!file) continue;
    const path = store.originalPath(sha256, file.mime);
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) located.push({ path, thumbnail: store.thumbnailPath(sha256, 256) });
  }
  return located;
}
