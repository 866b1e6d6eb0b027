import { z } from 'zod';
import type { ErrorBody } from '../../contract/errors.ts';
import { Instant } from '../../contract/primitives.ts';
import { WatchedRefusal } from '../../contract/studio/imports.ts';
import type { Database } from '../system/database.ts';

const MOST_REFUSALS = 50;

/** What is kept of a watched folder beside its row: nothing that a file is found by. */
const Notes = z.object({
  paused: z.boolean().default(false),
  broughtAt: Instant.nullable().default(null),
  refusals: z.array(WatchedRefusal).default([]),
});
type Notes = z.infer<typeof Notes>;

const keyOf = (folderId: string) => `watched ${folderId}`;

export function notesOf(db: Database, folderId: string): Notes {
  const row = db.get<{ value: string }>(
    'select value from settings where key = ?',
    keyOf(folderId),
  );
  return Notes.parse(row ? JSON.parse(row.value) : {});
}

function write(db: Database, folderId: string, notes: Notes): void {
  db.run(
    `insert into settings (key, value) values (?, ?)
     on conflict (key) do update set value = excluded.value`,
    keyOf(folderId),
    JSON.stringify(notes),
  );
}

export function setPaused(db: Database, folderId: string, paused: boolean): void {
  write(db, folderId, { ...notesOf(db, folderId), paused });
}

/** A file was taken; `broughtAt` if that made a work. */
export function noteTaken(
  db: Database,
  folderId: string,
  path: string,
  broughtAt: string | null,
): void {
  const notes = notesOf(db, folderId);
  const refusals = notes.refusals.filter((refusal) => refusal.path !== path);
  if (broughtAt === null && refusals.length === notes.refusals.length) return;
  write(db, folderId, { ...notes, refusals, broughtAt: broughtAt ?? notes.broughtAt });
}

export function noteRefused(
  db: Database,
  folderId: string,
  refused: { path: string; error: ErrorBody; at: string },
): void {
  const notes = notesOf(db, folderId);
  const others = notes.refusals.filter(({ path }) => path !== refused.path);
  write(db, folderId, { ...notes, refusals: [refused, ...others].slice(0, MOST_REFUSALS) });
}

export function forgetNotes(db: Database, folderId: string): void {
  db.run('delete from settings where key = ?', keyOf(folderId));
}
