import type { LibraryAsset } from '../../../contract/assets.ts';
import type { Database } from '../../system/database.ts';
import { worksByNumber } from '../works.ts';

/** The works of one stack, oldest first; the trash is left out. */
export function stackOf(db: Database, stackId: string): LibraryAsset[] {
  const numbers = db.column<number>(
    `select l.nr from stacks s join work_facts w on w.stack_nr = s.nr join user_library l on l.nr = w.nr
     where s.id = ? and w.stack_nr > 0 and l.trashed_at is null order by l.created_at, l.id`,
    stackId,
  );
  return worksByNumber(db, numbers).map((work) => ({ ...work, stackSize: numbers.length }));
}
