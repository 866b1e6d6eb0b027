import type { FileState, Swatch } from '../../contract/assets.ts';
import { MediaType } from '../../contract/media.ts';
import { Pixels, Sha256 } from '../../contract/primitives.ts';
import { z } from 'zod';
import type { Database } from '../system/database.ts';
import { fileChanged } from './query/changes.ts';
import { tonesOf } from './tones.ts';

/** What a row that names a content says of it. */
export const FileFacts = z.object({
  sha256: Sha256,
  mime: MediaType,
  bytes: z.int().min(0),
  width: Pixels,
  height: Pixels,
});
export type FileFacts = z.infer<typeof FileFacts>;

/** What its pixels look like; what is absent stays as it was. */
export interface FileLooks {
  /** Base64. */
  thumbhash?: string | null;
  palette?: readonly Swatch[] | null;
  /** 16 hex digits. */
  phash?: string | null;
}

export interface FileRow extends FileFacts {
  thumbhash: string | null;
  /** JSON of swatches. */
  palette: string | null;
  phash: string | null;
  /** Bits by the place in TONES; null until its palette was looked at. */
  tones: number | null;
  state: FileState;
}

/** True of a file that came before what it looks like was stored. */
export function lacksLooks({ thumbhash, palette, phash }: FileRow): boolean {
  return thumbhash === null || palette === null || phash === null;
}

/** Columns of `files` that an asset shows, for a query that joins `files f`. */
export const FILE_COLUMNS = 'f.thumbhash, f.palette, f.tones, f.state as file_state';

/** A row names this content: if it was never here, it is in the cloud. */
export function mentionFile(db: Database, { sha256, mime, bytes, width, height }: FileFacts): void {
  db.run(
    `insert into files (sha256, mime, bytes, width, height, state, added_at)
     values (?, ?, ?, ?, ?, 'cloud', strftime('%Y-%m-%dT%H:%M:%fZ'))
     on conflict (sha256) do nothing`,
    sha256,
    mime,
    bytes,
    width,
    height,
  );
}

/** The content is here, checked and decoded: what is known of it now comes from the bytes. */
export function fileArrived(
  db: Database,
  { sha256, mime, bytes, width, height, ...looks }: FileFacts & FileLooks,
): void {
  const { thumbhash = null, palette = null, phash = null } = looks;
  db.run(
    `insert into files (sha256, mime, bytes, width, height, thumbhash, palette, phash, tones, state, added_at)
     values (@sha256, @mime, @bytes, @width, @height, @thumbhash, @palette, @phash, @tones, 'present',
       strftime('%Y-%m-%dT%H:%M:%fZ'))
     on conflict (sha256) do update set mime = excluded.mime, bytes = excluded.bytes, width = excluded.width,
       height = excluded.height, thumbhash = coalesce(excluded.thumbhash, thumbhash),
       palette = coalesce(excluded.palette, palette), phash = coalesce(excluded.phash, phash),
       tones = coalesce(excluded.tones, tones), state = 'present'`,
    {
      sha256,
      mime,
      bytes,
      width,
      height,
      thumbhash,
      phash,
      palette: palette && JSON.stringify(palette),
      tones: palette && tonesOf(palette),
    },
  );
  fileChanged(db, sha256);
}

/** What a content looks like, wherever it is; what was known stays. */
export function setLooks(db: Database, sha256: string, looks: FileLooks): void {
  const { thumbhash = null, palette = null, phash = null } = looks;
  db.run(
    `update files set thumbhash = coalesce(thumbhash, ?), palette = coalesce(palette, ?),
       phash = coalesce(phash, ?), tones = coalesce(tones, ?) where sha256 = ?`,
    thumbhash,
    palette && JSON.stringify(palette),
    phash,
    palette && tonesOf(palette),
    sha256,
  );
  fileChanged(db, sha256);
}

/** Of files whose palette came before its tones were asked for. */
export function setTones(db: Database, files: readonly FileRow[]): void {
  for (const { sha256, palette } of files) {
    const swatches = JSON.parse(palette ?? '[]') as Swatch[];
    db.run('update files set tones = ? where sha256 = ?', tonesOf(swatches), sha256);
    fileChanged(db, sha256);
  }
}

export function setFileState(db: Database, sha256: string, state: FileState): void {
  db.run('update files set state = ? where sha256 = ?', state, sha256);
  fileChanged(db, sha256);
}

export function findFile(db: Database, sha256: string): FileRow | undefined {
  return db.get<FileRow>('select * from files where sha256 = ?', sha256);
}

/** A page of all files in the order of their contents, behind this one. */
export function filesAfter(db: Database, sha256: string, limit: number): FileRow[] {
  return db.all<FileRow>(
    'select * from files where sha256 > ? order by sha256 limit ?',
    sha256,
    limit,
  );
}

/** Contents still marked as being fetched when a studio ended are fetched anew. */
export function forgetFetching(db: Database): void {
  db.run("update files set state = 'cloud' where state = 'fetching'");
}

/** A result names its content until it expires; a work until it is purged; an upload until it is done. */
const NAMED = `
  exists (select 1 from user_library l where l.sha256 = f.sha256)
  or exists (select 1 from workspace_assets w where w.sha256 = f.sha256 and w.expires_at > @now)
  or exists (select 1 from outbox o where o.kind = 'upload' and o.target = f.sha256)`;

/** Contents that nothing names any more (rule F2). */
export function unnamedFiles(db: Database, now: string): FileFacts[] {
  return db.all<FileFacts>(
    `select sha256, mime, bytes, width, height from files f where not (${NAMED})`,
    { now },
  );
}

/** Forgets a content unless something names it by now. True if it is forgotten and the file may go. */
export function forgetFile(db: Database, sha256: string, now: string): boolean {
  return (
    db.run(`delete from files as f where sha256 = @sha256 and not (${NAMED})`, { sha256, now }) > 0
  );
}
