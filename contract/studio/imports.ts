import { oc } from '@orpc/contract';
import { z } from 'zod';
import { LibraryAsset } from '../assets.ts';
import { ErrorBody } from '../errors.ts';
import { Id, Instant } from '../primitives.ts';
import { inAct } from './history.ts';

/** What importing one file over the media interface answers. */
export const ImportedWork = LibraryAsset.extend({
  /** The content was in the library already: nothing was stored. */
  isKnown: z.boolean(),
  /** Other works that look nearly the same, the newest first, at most ten. */
  likeIds: z.array(Id),
});
export type ImportedWork = z.infer<typeof ImportedWork>;

/** An absolute path on the machine of the studio. */
const FolderPath = z.string().min(1).max(4_096);

const Refusals = z.array(z.object({ path: z.string(), error: ErrorBody })).max(200);
const Similar = z.array(z.object({ id: Id, likeIds: z.array(Id) })).max(1_000);

/** The works that one folder brings, or brought; or files that were dropped, pasted or chosen. */
export const FolderImport = z.object({
  id: Id,
  kind: z.enum(['folder', 'files']).default('folder'),
  /** Of files the name of the first. */
  path: FolderPath,
  /** How many files there are in all; null of a folder, where that shows in the end. */
  total: z.int().min(1).nullable().default(null),
  collectionId: Id.nullable(),
  /**
   * A folder that ran when the studio ended begins anew at its next start; what it had added is known then. Files are
   * `cancelled` once nothing was heard of them for a while: their window was closed.
   */
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  /** Why the folder itself could not be read. */
  error: ErrorBody.nullable(),
  /** Files of it that were looked at so far, and whether there may be more. */
  found: z.int().min(0),
  walking: z.boolean(),
  added: z.int().min(0),
  /** Their content was in the library already: nothing was stored for them. */
  known: z.int().min(0),
  /** Added, though they look nearly the same as other works. */
  similar: Similar,
  refused: z.int().min(0),
  /** The first of those that were refused, by their path within the folder. */
  refusals: Refusals,
  startedAt: Instant,
  endedAt: Instant.nullable(),
});
export type FolderImport = z.infer<typeof FolderImport>;

/** What has become so far of files that a window sends one by one: all of it, each time. */
export const FilesReport = z.object({
  id: Id,
  /** The name of the first. */
  path: FolderPath,
  collectionId: Id.nullable(),
  total: z.int().min(1),
  /** The works that they made, for taking it back. */
  addedIds: z.array(Id).max(100_000),
  known: z.int().min(0),
  similar: Similar,
  refused: z.int().min(0),
  refusals: Refusals,
  ended: z.boolean(),
});
export type FilesReport = z.infer<typeof FilesReport>;

export const imports = {
  /**
   * Takes all pictures and videos of a folder and those inside it. Answers at once; the topic `imports` tells of what
   * comes of it. Links and hidden files are left out. Errors: `not_found` (folder, collection), `invalid_input`.
   */
  folder: oc
    .input(z.object({ path: FolderPath, collectionId: Id.optional() }))
    .output(FolderImport),
  /** Lists files with the folders; they come over the media interface, so only the window that sends them knows more. */
  files: oc.input(FilesReport).output(FolderImport),
  /** Those under way and the last ones, newest first. */
  status: oc.output(z.array(FolderImport)),
  /** What was added stays. */
  cancel: oc.input(z.object({ id: Id })).output(FolderImport),
  /**
   * Puts what an import that has ended added into the trash, as one act that can be taken back; answers how many works
   * that were. `not_found` if none of them is in the library any more.
   */
  undo: oc.input(z.object({ id: Id, ...inAct })).output(z.object({ trashed: z.int() })),
};

/** Why a file of a watched folder is no work. */
export const WatchedRefusal = z.object({ path: z.string(), error: ErrorBody, at: Instant });
export type WatchedRefusal = z.infer<typeof WatchedRefusal>;

export const WatchedFolder = z.object({
  id: Id,
  path: FolderPath,
  collectionId: Id.nullable(),
  /** Why it is not watched now: it is not there, or may not be read. */
  error: ErrorBody.nullable(),
  /** Nothing is taken until it goes on. */
  paused: z.boolean().default(false),
  /** When it was last looked through; null before the first time since the studio started. */
  lookedAt: Instant.nullable().default(null),
  /** When it last brought a work. */
  broughtAt: Instant.nullable().default(null),
  /** Works it brought so far. */
  added: z.int().min(0),
  /** The newest first, at most 50; a file that is taken after all leaves the list. */
  refusals: z.array(WatchedRefusal).max(50).default([]),
  createdAt: Instant,
});
export type WatchedFolder = z.infer<typeof WatchedFolder>;

export const watched = {
  list: oc.output(z.array(WatchedFolder)),
  /**
   * What lies in it now and what comes later is taken, each file once it has stopped growing. A file that goes takes no
   * work with it. Errors: `not_found`, `invalid_input`, `conflict` if it is watched already.
   */
  add: oc.input(z.object({ path: FolderPath, collectionId: Id.optional() })).output(WatchedFolder),
  /** Going on, it takes what came meanwhile. */
  pause: oc.input(z.object({ id: Id, paused: z.boolean() })).output(WatchedFolder),
  remove: oc.input(z.object({ id: Id })).output(z.void()),
};
