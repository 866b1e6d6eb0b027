import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ErrorBody } from '../errors.ts';
import { Id, Instant } from '../primitives.ts';

export const TaskKind = z.enum(['verify', 'repair', 'backup', 'restore', 'move', 'export']);
export type TaskKind = z.infer<typeof TaskKind>;

/** Long work in the background. It ends with the studio and leaves nothing half-done; the newest 20 are remembered until then. */
export const Task = z.object({
  id: Id,
  kind: TaskKind,
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** Things done of those known by now; 0 of 0 before anything is known. */
  done: z.int().min(0),
  total: z.int().min(0),
  /** Bytes read or written so far. */
  bytes: z.int().min(0),
  error: ErrorBody.nullable(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
});
export type Task = z.infer<typeof Task>;

export const FindingKind = z.enum([
  /** A content that should be here is not. */
  'missing',
  /** The bytes are other ones than those the name says. */
  'corrupt',
  /** A whole file under another ending than its row says. */
  'misplaced',
  /** A file among the originals that no row knows. */
  'orphan',
  /** A content that counts as away lies here, whole. */
  'unnoticed',
  /** A row names a content of which nothing is known. */
  'unrowed',
  'wrong_size',
  'wrong_type',
  'thumbnail_missing',
  'thumbnail_corrupt',
  'thumbnail_orphan',
  /** A work that the search does not find, or finds by what is gone. */
  'search',
  /** A row is shown otherwise than the backend's row and the waiting changes say. */
  'row',
  /** A waiting change that hangs on nothing, or does not read. */
  'outbox',
  /** The database's own pages or keys. */
  'database',
]);
export type FindingKind = z.infer<typeof FindingKind>;

export const Finding = z.object({
  kind: FindingKind,
  sha256: z.string().nullable(),
  /** Below the library's folder. */
  path: z.string().nullable(),
  table: z.string().nullable(),
  rowId: z.string().nullable(),
  /** What the database or the system says of it, for developers. */
  note: z.string().nullable(),
});
export type Finding = z.infer<typeof Finding>;

/** The most findings that a report lists; `counts` counts all. */
export const MOST_FINDINGS = 500;

export const VerifyReport = z.object({
  at: Instant,
  /** Originals read to the end, and their bytes (rule F4). */
  filesRead: z.int(),
  bytesRead: z.int(),
  /** Rows looked at. */
  rows: z.int(),
  counts: z.partialRecord(FindingKind, z.int()),
  findings: z.array(Finding),
  /** Only of a repair: how many were mended; `counts` and `findings` are what was left. */
  mended: z.int().nullable(),
});
export type VerifyReport = z.infer<typeof VerifyReport>;

/** An absolute path on the machine of the studio. */
export const FolderPath = z.string().trim().min(1).max(4_000);

const Amount = z.object({ count: z.int(), bytes: z.int() });

export const DiskRoom = z.object({
  /** Null where the system does not tell. */
  free: z.int().nullable(),
  total: z.int().nullable(),
  /** Imports are refused and originals not fetched below this, so that the database always has room. */
  reserve: z.int(),
  /** `low`: soon too little; `full`: below the reserve. */
  state: z.enum(['fine', 'low', 'full']),
});
export type DiskRoom = z.infer<typeof DiskRoom>;

export const StorageOverview = z.object({
  /** Where the library lies. */
  folder: z.string(),
  /** Originals of works that are here, by media type, the largest first. */
  originals: z.array(Amount.extend({ mime: z.string() })),
  thumbnails: Amount,
  /** Results that were not saved and whose files no work shares. */
  results: Amount,
  /** Works in the trash whose files no other work shares. */
  trash: Amount,
  /** When the work that lies longest in the trash was put there; it is the next that is purged. */
  oldestTrashedAt: Instant.nullable().default(null),
  /** Copies of the database from before its migrations among them. */
  database: Amount,
  /** What a repair or a start put aside because no row knows it. */
  lost: Amount,
  /** Libraries that a restore set aside. */
  setAside: Amount,
  /** Works whose originals are only in the cloud. */
  cloudOnly: Amount,
  disk: DiskRoom,
});
export type StorageOverview = z.infer<typeof StorageOverview>;

/** What originals take, by one thing: the largest first, months newest first. */
export const StorageShare = z.object({
  /** A media type, the id of a collection, or a month as `2026-11`; null for works in no collection. */
  key: z.string().nullable(),
  /** The collection's. */
  name: z.string().nullable(),
  count: z.int(),
  bytes: z.int(),
});
export type StorageShare = z.infer<typeof StorageShare>;

/** A backup that was made or restored from this machine, as its folder tells it now. */
export const KnownBackup = z.object({
  folder: z.string(),
  /** When it was made; null where it cannot be read now, and `error` says why. */
  at: Instant.nullable(),
  works: z.int(),
  bytes: z.int(),
  /** Originals that were broken or away when it was made. */
  missing: z.int(),
  error: ErrorBody.nullable(),
});
export type KnownBackup = z.infer<typeof KnownBackup>;

export const storage = {
  /** Looks at every file: for a screen that shows it, not for asking again and again. */
  overview: oc.output(StorageOverview),
  /** A content in several collections counts in each of them. */
  shares: oc
    .input(z.object({ by: z.enum(['type', 'collection', 'month']) }))
    .output(z.array(StorageShare)),
  /** The room on the library's disk alone; a `storage` event says that its state is another one. */
  disk: oc.output(DiskRoom),
  /** Newest first. `storage` events say that they changed. */
  tasks: oc.output(z.array(Task)),
  cancel: oc.input(z.object({ id: Id })).output(Task),
  /** Reads every original and looks at every row (rule F4). One such task at a time: else `conflict`. */
  verify: oc.output(Task),
  /** Verifies and mends what can be mended. `from`: a folder with copies of originals, such as a backup. */
  repair: oc.input(z.object({ from: FolderPath.optional() }).default({})).output(Task),
  /** Of the last verify or repair; null before the first. */
  report: oc.output(VerifyReport.nullable()),
  /** Adds to what is there: a content that is in the folder already is not copied again. */
  backup: oc.input(z.object({ folder: FolderPath })).output(Task),
  /** The newest first, at most ten folders. */
  backups: oc.output(z.array(KnownBackup)),
  /** Takes a folder off that list; what is in it stays. */
  forgetBackup: oc.input(z.object({ folder: FolderPath })).output(z.void()),
  /**
   * Puts the library of a backup in the place of this one, which is set aside beside it. Checked to the last byte
   * before anything changes. Originals that are whole neither there nor here are left out: then the rest is restored, and the task
   * ends with `file_missing`, `files` (how many) and `names` (of the first works of them).
   */
  restore: oc.input(z.object({ folder: FolderPath })).output(Task),
  /** Moves all libraries of this studio below another folder. */
  move: oc.input(z.object({ folder: FolderPath })).output(Task),
  /** Thumbnails are made anew when they are looked at (rule F3). */
  clearThumbnails: oc.output(Amount),
  /** Deletes for good what was put aside because no row knows it. */
  clearLost: oc.output(Amount),
};
