import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { AtelierError, toErrorBody } from '../../../contract/errors.ts';
import type { FilesReport, FolderImport } from '../../../contract/studio/imports.ts';
import type { LibraryContext } from '../../library/context.ts';
import { trashWorks } from '../../library/edit-library.ts';
import { listFolderImports, saveFolderImport, worksAddedBy } from '../../library/folder-imports.ts';
import { findCollection } from '../../library/user-collections.ts';
import { instant } from '../../system/clock.ts';
import { asAtelierError } from '../../system/failures.ts';
import { newId } from '../../system/ids.ts';
import type { Log } from '../../system/log.ts';
import type { MediaStore } from '../media-store.ts';
import { createFileImports } from './file-imports.ts';
import { takeFoundFile } from './take-file.ts';
import { type FoundFile, walkFolder } from './walk-folder.ts';

export interface ImportsContext {
  context: LibraryContext;
  store: MediaStore;
  /** The studio's own folder: what is in it is never imported. */
  data: string;
  log: Log;
  changed: () => void;
}

export interface FolderImports {
  start(input: { path: string; collectionId?: string | undefined }): Promise<FolderImport>;
  /** What became of files that a window sends; they are listed with the folders. */
  files(report: FilesReport): FolderImport;
  list(): FolderImport[];
  cancel(id: string): FolderImport;
  /** Puts what one that has ended added into the trash; answers how many works that were. */
  undo(id: string, act?: string): number;
  /** Begins those anew that ran when the studio ended. */
  resume(): void;
  /** Resolves when nothing is under way; what ran goes on at the next start. */
  stop(): Promise<void>;
}

/** Files under way: one is read and hashed while others are decoded. */
const AT_ONCE = 4;
const TELL_MILLISECONDS = 250;
const MOST_REFUSALS = 200;
const MOST_SIMILAR = 1_000;

interface Running {
  job: FolderImport;
  addedIds: string[];
  cancelled: boolean;
  told: number;
  finished: Promise<void>;
}

/** Errors: `invalid_input` for a path that is no absolute one, or lies in the studio's own folder; `not_found`. */
export async function checkFolder(
  { data, context }: ImportsContext,
  path: string,
  collectionId?: string,
): Promise<string> {
  if (!isAbsolute(path)) throw new AtelierError('invalid_input', 'The path is not absolute.');
  const folder = resolve(path);
  if (folder === data || folder.startsWith(`${data}/`) || folder.startsWith(`${data}\\`)) {
    throw new AtelierError('invalid_input', 'This is the folder of Atelier itself.');
  }
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new AtelierError('not_found', 'There is no such folder.');
  }
  if (collectionId !== undefined && !findCollection(context.db, collectionId)) {
    throw new AtelierError('not_found', 'There is no such collection.');
  }
  return folder;
}

/** Imports of folders, each file one by one under the file rules, so that an end in the middle half-saves nothing. */
export function createFolderImports(options: ImportsContext): FolderImports {
  const { context, store, changed, log } = options;
  const { db, clock } = context;
  const running = new Map<string, Running>();
  const ofFiles = createFileImports(options);
  let stopped = false;

  function begin(job: FolderImport): void {
    const run: Running = {
      job,
      addedIds: [],
      cancelled: false,
      told: 0,
      finished: Promise.resolve(),
    };
    running.set(job.id, run);
    saveFolderImport(db, job);
    run.finished = takeAll(run);
    changed();
  }

  async function takeAll(run: Running): Promise<void> {
    const { job } = run;
    try {
      const files = walkFolder(job.path, {
        except: options.data,
        skipped: (name, error) => refuse(run, name, error),
      });
      await untilAllEnd(Array.from({ length: AT_ONCE }, () => takeNext(run, files)));
      job.state = run.cancelled ? 'cancelled' : 'done';
    } catch (error) {
      run.cancelled = true;
      job.state = 'failed';
      job.error = toErrorBody(asAtelierError(error));
    }
    running.delete(job.id);
    // As it was saved at its beginning: the next start takes it up.
    if (stopped && !run.cancelled) return;
    job.walking = false;
    job.endedAt = instant(clock);
    saveFolderImport(db, job, run.addedIds);
    changed();
  }

  async function takeNext(run: Running, files: AsyncGenerator<FoundFile>): Promise<void> {
    const { job } = run;
    for (;;) {
      if (run.cancelled || stopped) return;
      const { value: file, done } = await files.next();
      if (done) {
        job.walking = false;
        return;
      }
      job.found += 1;
      try {
        const { work, isKnown, likeIds } = await takeFoundFile(
          context,
          store,
          file,
          job.collectionId,
        );
        if (isKnown) job.known += 1;
        else {
          job.added += 1;
          run.addedIds.push(work.id);
        }
        if (likeIds.length > 0 && job.similar.length < MOST_SIMILAR) {
          job.similar.push({ id: work.id, likeIds });
        }
      } catch (error) {
        if (stopped) return;
        refuse(run, file.name, error);
        if (isOfTheDisk(error)) {
          run.cancelled = true;
          throw error;
        }
      }
      tell(run);
    }
  }

  function refuse({ job }: Running, path: string, error: unknown): void {
    job.refused += 1;
    if (job.refusals.length >= MOST_REFUSALS) return;
    job.refusals.push({ path: path.slice(0, 4_096), error: toErrorBody(asAtelierError(error)) });
  }

  function tell(run: Running): void {
    const now = performance.now();
    if (now - run.told < TELL_MILLISECONDS) return;
    run.told = now;
    changed();
  }

  return {
    async start({ path, collectionId }) {
      const folder = await checkFolder(options, path, collectionId);
      const job = newJob(folder, collectionId ?? null, instant(clock));
      begin(job);
      return structuredClone(job);
    },
    files: (report) => ofFiles.tell(report),
    list: () =>
      listFolderImports(db, log).map((job) =>
        structuredClone(running.get(job.id)?.job ?? ofFiles.shown(job)),
      ),
    cancel(id) {
      const run = running.get(id);
      const job = run?.job ?? listFolderImports(db, log).find((each) => each.id === id);
      if (!job) throw new AtelierError('not_found', 'There is no such import.');
      if (run) run.cancelled = true;
      return structuredClone(job);
    },
    undo(id, act) {
      const found = listFolderImports(db, log).find((job) => job.id === id);
      if (found && (running.has(id) || ofFiles.shown(found).state === 'running')) {
        throw new AtelierError('conflict', 'The import has not ended.');
      }
      const ids = worksAddedBy(db, id);
      if (ids.length === 0) throw new AtelierError('not_found', 'Nothing of it is here any more.');
      trashWorks(context, ids, act);
      return ids.length;
    },
    resume() {
      for (const { id, path, collectionId, state, startedAt } of listFolderImports(db, log)) {
        if (state === 'running') begin({ ...newJob(path, collectionId, startedAt), id });
      }
    },
    async stop() {
      stopped = true;
      await Promise.all([...running.values()].map((run) => run.finished));
    },
  };
}

/** Rejects with the first failure, but not before all have ended. */
async function untilAllEnd(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

function newJob(path: string, collectionId: string | null, startedAt: string): FolderImport {
  return {
    id: newId(),
    kind: 'folder',
    path,
    total: null,
    collectionId,
    state: 'running',
    error: null,
    found: 0,
    walking: true,
    added: 0,
    known: 0,
    similar: [],
    refused: 0,
    refusals: [],
    startedAt,
    endedAt: null,
  };
}

/** The next file would fail in the same way. */
export function isOfTheDisk(error: unknown): boolean {
  return (
    error instanceof AtelierError && (error.code === 'disk_full' || error.code === 'too_many_files')
  );
}
