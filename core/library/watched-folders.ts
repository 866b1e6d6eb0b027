import type { Database } from '../system/database.ts';

export interface WatchedRow {
  id: string;
  path: string;
  collection_id: string | null;
  added: number;
  created_at: string;
}

/** A file as it was when it was last looked at. */
export interface FileState {
  name: string;
  bytes: number;
  modified: number;
}

export function listWatched(db: Database): WatchedRow[] {
  return db.all<WatchedRow>('select * from watched_folders order by created_at, id');
}

export function addWatched(db: Database, row: Omit<WatchedRow, 'added'>): void {
  db.run(
    `insert into watched_folders (id, path, collection_id, created_at)
     values (@id, @path, @collection_id, @created_at)`,
    { ...row },
  );
}

export function removeWatched(db: Database, id: string): boolean {
  return db.run('delete from watched_folders where id = ?', id) > 0;
}

export function wasSeen(db: Database, folderId: string, file: FileState): boolean {
  const seen = db.get<FileState>(
    'select name, bytes, modified from watched_files where folder_id = ? and name = ?',
    folderId,
    file.name,
  );
  return seen?.bytes === file.bytes && seen.modified === file.modified;
}

/** `added`: how many works it brought. */
export function setSeen(db: Database, folderId: string, file: FileState, added: number): void {
  const { name, bytes, modified } = file;
  db.transaction(() => {
    // It may be watched no longer.
    const there = db.run(
      'update watched_folders set added = added + ? where id = ?',
      added,
      folderId,
    );
    if (there === 0) return;
    db.run(
      `insert into watched_files (folder_id, name, bytes, modified) values (?, ?, ?, ?)
       on conflict (folder_id, name) do update set bytes = excluded.bytes, modified = excluded.modified`,
      folderId,
      name,
      bytes,
      modified,
    );
  });
}
