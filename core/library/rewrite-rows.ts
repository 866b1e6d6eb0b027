import { SyncTable } from '../../contract/sync.ts';
import type { Database } from '../system/database.ts';
import { rewriteRow } from './apply.ts';
import { shownIn } from './other-rows.ts';

const MARK = 'rewrite:';

/**
 * Writes the rows of tables anew that a migration marked, from what the server said and the outbox will do: columns
 * an older program only kept are seen now (rule S11). The mark goes in the same transaction, so a crash only repeats it.
 */
export function rewriteMarkedRows(db: Database): void {
  const marks = db.column<string>("select key from settings where key glob 'rewrite:*'");
  for (const mark of marks) {
    const table = SyncTable.parse(mark.slice(MARK.length));
    db.transaction(() => {
      for (const id of db.column<string>(`select id from ${shownIn(table)}`))
        rewriteRow(db, table, id);
      db.run('delete from settings where key = ?', mark);
    });
  }
}
