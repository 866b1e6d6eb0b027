import { type FSWatcher, watch } from 'node:fs';
import { AtelierError, type ErrorBody, toErrorBody } from '../../../contract/errors.ts';
import type { WatchedFolder } from '../../../contract/studio/imports.ts';
import {
  addWatched,
  listWatched,
  removeWatched,
  setSeen,
  wasSeen,
  type WatchedRow,
} from '../../library/watched-folders.ts';
import {
  forgetNotes,
  noteRefused,
  notesOf,
  noteTaken,
  setPaused,
} from '../../library/watched-notes.ts';
import { instant } from '../../system/clock.ts';
import { asAtelierError } from '../../system/failures.ts';
import { newId } from '../../system/ids.ts';
import { checkFolder, type ImportsContext, isOfTheDisk } from './folder-imports.ts';
import { takeFoundFile } from './take-file.ts';
import { type FoundFile, walkFolder } from './walk-folder.ts';

export interface FolderWatch {
  list(): WatchedFolder[];
  add(input: { path: string; collectionId?: string | undefined }): Promise<WatchedFolder>;
  pause(id: string, paused: boolean): WatchedFolder;
  remove(id: string): void;
  /** Looks at all of them from now on. */
  start(): void;
  stop(): Promise<void>;
}

export interface WatchTimes {
  /** Between two looks at a folder in which nothing seems to happen: systems forget to tell, above all of shares. */
  rescan: number;
  /** A file that has not changed for so long is whole. */
  settle: number;
}

const TIMES: WatchTimes = { rescan: 5 * 60_000, settle: 2_000 };

/**
 * One folder, unless it is paused:
 *
 *   resting → (the system tells of a change, or the time for a look has come) → looking → resting
 *   looking: files that still change → looked at again when they have settled
 */
interface Watched {
  row: WatchedRow;
  error: ErrorBody | null;
  /** When it was looked through to its end. */
  lookedAt: string | null;
  watcher: FSWatcher | undefined;
  timer: NodeJS.Timeout | undefined;
  /** Files that were not settled, as they were, and since when they are so. */
  unsettled: Map<string, { bytes: number; modified: number; since: number }>;
  looking: Promise<void> | undefined;
  again: boolean;
  ended: boolean;
}

/** Errors that may pass: the file is tried again at the next look. */
const PASSING: ReadonlySet<string> = new Set([
  'timeout',
  'internal',
  'cancelled',
  'disk_read_only',
  'file_missing',
]);

/** Folders whose files come into the library by themselves. Nothing that goes from them takes a work along. */
export function createFolderWatch(options: ImportsContext & { times?: WatchTimes }): FolderWatch {
  const { context, store, changed, log } = options;
  const { db, clock } = context;
  const { rescan, settle } = options.times ?? TIMES;
  const folders = new Map<string, Watched>();
  let stopped = false;

  function open(row: WatchedRow): Watched {
    const folder: Watched = {
      row,
      error: null,
      lookedAt: null,
      watcher: undefined,
      timer: undefined,
      unsettled: new Map(),
      looking: undefined,
      again: false,
      ended: false,
    };
    folders.set(row.id, folder);
    look(folder);
    return folder;
  }

  function lookIn(folder: Watched, milliseconds: number): void {
    clearTimeout(folder.timer);
    if (folder.ended || stopped) return;
    folder.timer = setTimeout(() => look(folder), milliseconds).unref();
  }

  function look(folder: Watched): void {
    if (folder.ended || stopped) return;
    if (folder.looking) {
      folder.again = true;
      return;
    }
    folder.again = false;
    folder.looking = lookThrough(folder)
      .then(
        () => {
          folder.lookedAt = instant(clock);
          setError(folder, null);
        },
        (error: unknown) => {
          log.warn('a watched folder cannot be read', { error });
          setError(folder, toErrorBody(asAtelierError(error)));
        },
      )
      .finally(() => {
        folder.looking = undefined;
        const soon = folder.again || folder.unsettled.size > 0;
        lookIn(folder, soon ? settle : rescan);
      });
  }

  function setError(folder: Watched, error: ErrorBody | null): void {
    if (folder.error?.code === error?.code) return;
    folder.error = error;
    changed();
  }

  /** Before its files are listed, so that no change falls in between. A folder that went and came back is told anew. */
  function listen(folder: Watched): void {
    if (folder.watcher) return;
    try {
      const watcher = watch(folder.row.path, { recursive: true, persistent: false });
      folder.watcher = watcher;
      watcher.on('change', () => lookIn(folder, Math.min(settle, 500)));
      watcher.on('error', (error) => {
        log.warn('the system tells no more of a watched folder', { error });
        closeWatcher(folder);
      });
    } catch (error) {
      // Too many are watched, or this kind of disk tells nothing: looks at intervals remain.
      log.warn('the system does not tell of a watched folder', { error });
    }
  }

  function closeWatcher(folder: Watched): void {
    folder.watcher?.close();
    folder.watcher = undefined;
  }

  async function lookThrough(folder: Watched): Promise<void> {
    listen(folder);
    const unsettled: Watched['unsettled'] = new Map();
    try {
      for await (const file of walkFolder(folder.row.path, { except: options.data })) {
        if (folder.ended || stopped) return;
        if (wasSeen(db, folder.row.id, file)) continue;
        const since = settledSince(folder, file);
        if (performance.now() - since < settle) {
          unsettled.set(file.name, { bytes: file.bytes, modified: file.modified, since });
        } else await take(folder, file);
      }
    } catch (error) {
      closeWatcher(folder);
      throw error;
    }
    folder.unsettled = unsettled;
  }

  /** When this file was first seen as it is now. */
  function settledSince(folder: Watched, { name, bytes, modified }: FoundFile): number {
    const before = folder.unsettled.get(name);
    const same = before?.bytes === bytes && before.modified === modified;
    return same ? before.since : performance.now();
  }

  async function take(folder: Watched, file: FoundFile): Promise<void> {
    const { row } = folder;
    try {
      const { isKnown } = await takeFoundFile(context, store, file, row.collection_id);
      setSeen(db, row.id, file, isKnown ? 0 : 1);
      if (folder.ended) return;
      noteTaken(db, row.id, file.name, isKnown ? null : instant(clock));
      changed();
    } catch (error) {
      if (isOfTheDisk(error)) throw error;
      if (folder.ended) return;
      const path = file.name.slice(0, 4_096);
      const body = toErrorBody(asAtelierError(error));
      noteRefused(db, row.id, { path, error: body, at: instant(clock) });
      changed();
      if (error instanceof AtelierError && !PASSING.has(error.code)) setSeen(db, row.id, file, 0);
      log.info('a file of a watched folder was not taken', { error });
    }
  }

  async function close(folder: Watched): Promise<void> {
    folder.ended = true;
    clearTimeout(folder.timer);
    closeWatcher(folder);
    await folder.looking;
  }

  function leave(id: string): void {
    const folder = folders.get(id);
    folders.delete(id);
    if (folder) void close(folder);
  }

  function describe({
    id,
    path,
    collection_id: collectionId,
    added,
    created_at,
  }: WatchedRow): WatchedFolder {
    const folder = folders.get(id);
    return {
      id,
      path,
      collectionId,
      error: folder?.error ?? null,
      lookedAt: folder?.lookedAt ?? null,
      added,
      createdAt: created_at,
      ...notesOf(db, id),
    };
  }

  return {
    list: () => listWatched(db).map(describe),
    async add({ path, collectionId }) {
      const folder = await checkFolder(options, path, collectionId);
      if (listWatched(db).some((row) => row.path === folder)) {
        throw new AtelierError('conflict', 'This folder is watched already.');
      }
      const collection_id = collectionId ?? null;
      const row = { id: newId(), path: folder, collection_id, created_at: instant(clock) };
      addWatched(db, row);
      open({ ...row, added: 0 });
      changed();
      return describe({ ...row, added: 0 });
    },
    pause(id, paused) {
      const row = listWatched(db).find((one) => one.id === id);
      if (!row) throw new AtelierError('not_found', 'It is not watched.');
      setPaused(db, id, paused);
      if (paused) leave(id);
      else if (!folders.has(id)) open(row);
      changed();
      return describe(row);
    },
    remove(id) {
      if (!removeWatched(db, id)) throw new AtelierError('not_found', 'It is not watched.');
      forgetNotes(db, id);
      leave(id);
      changed();
    },
    start() {
      for (const row of listWatched(db)) if (!notesOf(db, row.id).paused) open(row);
    },
    async stop() {
      stopped = true;
      await Promise.all([...folders.values()].map(close));
    },
  };
}
