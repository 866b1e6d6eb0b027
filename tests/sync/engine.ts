import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LibraryAsset } from '../../contract/assets.ts';
import type { BackendLink } from '../../contract/solo.ts';
import type { LibraryContext } from '../../core/library/context.ts';
import { listLibrary } from '../../core/library/library-list.ts';
import { MIGRATIONS } from '../../core/library/migrations/all.ts';
import type { SyncEngine, SyncLimits } from '../../core/library/sync-engine.ts';
import { importFile } from '../../core/media/import-file.ts';
import { createSync } from '../../core/sync/sync.ts';
import { systemClock } from '../../core/system/clock.ts';
import { type Database, openDatabase } from '../../core/system/database.ts';
import { accountPaths, studioPaths } from '../../core/system/paths.ts';
import { asPng, openLibrary } from './device.ts';

/** A device with the whole engine: its own clock, its own timers, its own folder. */
export interface Engine {
  folder: string;
  db: Database;
  context: LibraryContext;
  sync: SyncEngine;
  /** What supabase-js keeps of the session. */
  session: { text: string | undefined };
  importBytes(bytes: Uint8Array): Promise<LibraryAsset>;
  works(): LibraryAsset[];
  fileOf(work: LibraryAsset): string;
  connect(link: BackendLink | null): void;
  close(): Promise<void>;
}

export interface EngineOptions {
  folder?: string;
  limits?: SyncLimits;
  /** Given where what comes must not come by a look at the server that nobody asked for. */
  pollMs?: number;
  session?: { text: string | undefined };
}

export function openEngine(options: EngineOptions = {}): Engine {
  const folder = options.folder ?? testFolder();
  const session = options.session ?? { text: undefined };
  const paths = accountPaths(studioPaths(folder), 'solo');
  const db = openDatabase({ path: paths.database, migrations: MIGRATIONS });
  const { context, store, deps } = openLibrary(paths, db, {
    clock: systemClock,
    fetch,
    session: {
      read: async () => session.text,
      write: async (text) => void (session.text = text ?? undefined),
    },
    wakeSync: () => sync.wake(),
  });
  const { limits, pollMs } = options;
  const sync = createSync({ ...deps, ...(limits && { limits }), ...(pollMs && { pollMs }) });
  let closing: Promise<void> | undefined;
  const engine: Engine = {
    folder,
    db,
    context,
    sync,
    session,
    importBytes: (bytes) => importFile(context, store, asPng(bytes), { fileName: 'picture.png' }),
    works: () =>
      listLibrary(db, { shelf: 'all', sort: 'oldest' }, { offset: 0, limit: 1_000 }).items,
    fileOf: (work) => store.originalPath(work.sha256, work.mime),
    connect(link) {
      if (!link) return sync.connect(null);
      const { url, anonKey, email, password } = link;
      return sync.connect({ url, anonKey, credentials: { email, password } });
    },
    close: () => (closing ??= sync.close().then(() => db.close())),
  };
  onTestFinished(() => engine.close());
  return engine;
}

export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-engine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Longer than any test takes: between two looks at the server that nobody asked for. */
export const NEVER_MS = 600_000;

/** Looks until it is so, with the patience that a busy machine needs. */
export async function until(
  what: string,
  holds: () => unknown,
  milliseconds = 60_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it never came to it that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

export const settled = (engine: Engine) => {
  const { state, pending } = engine.sync.status();
  return state === 'idle' && pending === 0;
};
