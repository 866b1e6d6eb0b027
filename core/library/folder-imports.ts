import { FolderImport } from '../../contract/studio/imports.ts';
import type { Database } from '../system/database.ts';

/** Older ones are forgotten. */
const KEPT = 20;

/** Newest first. */
export function listFolderImports(db: Database): FolderImport[] {
  return db
    .all<{ row: string }>('select row from folder_imports order by started_at desc, id desc')
    .flatMap(({ row }) => FolderImport.safeParse(JSON.parse(row)).data ?? []);
}

export function saveFolderImport(db: Database, row: FolderImport): void {
  db.transaction(() => {
    db.run(
      `insert into folder_imports (id, started_at, row) values (?, ?, ?)
       on conflict (id) do update set row = excluded.row`,
      row.id,
      row.startedAt,
      JSON.stringify(row),
    );
    db.run(
      `delete from folder_imports where id not in
         (select id from folder_imports order by started_at desc, id desc limit ${KEPT})`,
    );
  });
}
