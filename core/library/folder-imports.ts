import { z } from 'zod';
import { Id } from '../../contract/primitives.ts';
import { FolderImport } from '../../contract/studio/imports.ts';
import type { Database } from '../system/database.ts';
import type { Log } from '../system/log.ts';
import { readEach } from './read-each.ts';

/** Older ones are forgotten. */
const KEPT = 20;

/** Newest first. */
export function listFolderImports(db: Database, log: Log): FolderImport[] {
  const rows = db.column<string>(
    'select row from folder_imports order by started_at desc, id desc',
  );
  const read = (row: string) => FolderImport.safeParse(JSON.parse(row)).data;
  return readEach(rows, read, { log, of: 'folder_imports' });
}

const Stored = z.object({ addedIds: z.array(Id).default([]) });

/** The works that an import added, as far as they are in the library and not in its trash. */
export function worksAddedBy(db: Database, id: string): string[] {
  const stored = db.get<{ row: string }>('select row from folder_imports where id = ?', id);
  const { addedIds } = Stored.parse(stored ? JSON.parse(stored.row) : {});
  return db.column<string>(
    `select id from user_library where trashed_at is null and id in (select value from json_each(?))`,
    JSON.stringify(addedIds),
  );
}

/** `addedIds`: the works it made, for taking it back. */
export function saveFolderImport(
  db: Database,
  row: FolderImport,
  addedIds: readonly string[] = [],
): void {
  db.transaction(() => {
    db.run(
      `insert into folder_imports (id, started_at, row) values (?, ?, ?)
       on conflict (id) do update set row = excluded.row`,
      row.id,
      row.startedAt,
      JSON.stringify({ ...row, addedIds }),
    );
    db.run(
      `delete from folder_imports where id not in
         (select id from folder_imports order by started_at desc, id desc limit ${KEPT})`,
    );
  });
}
