import type { SyncRow } from '../../contract/sync.ts';
import type { Database } from '../system/database.ts';
import { forgetAnalysis } from './analyses.ts';
import { forgetMeaning } from './meanings.ts';
import type { MirrorTable } from './mirror-table.ts';
import { workChanged } from './query/changes.ts';
import { forgetTags } from './tags.ts';
import { WorkOfServer } from './work-of-server.ts';
import { writeWorks } from './write-works.ts';

export const userLibrary: MirrorTable = {
  write: (db, row) => writeAll(db, [row])[0] === true,
  writeAll,
  remove(db, id) {
    const nr = db.get<{ nr: number }>('select nr from user_library where id = ?', id)?.nr;
    if (nr === undefined) return;
    db.run('delete from library_search where rowid = ?', nr);
    forgetTags(db, nr);
    db.run('delete from work_sources where library_nr = ?', nr);
    db.run('delete from work_facts where nr = ?', nr);
    db.run('delete from user_library where nr = ?', nr);
    forgetAnalysis(db, id);
    forgetMeaning(db, id);
    workChanged(db, nr);
  },
};

function writeAll(db: Database, rows: readonly SyncRow[]): boolean[] {
  const works = rows.map((row) => WorkOfServer.safeParse(row).data);
  writeWorks(
    db,
    works.filter((work) => work !== undefined),
  );
  return works.map((work) => work !== undefined);
}
