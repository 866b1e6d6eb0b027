import type { LibraryContext } from '../library/context.ts';
import { promoteResults } from './move-results.ts';

/** Results that are saved in one transaction. */
const AT_A_TIME = 500;

/**
 * Saves what a batch made and is still in the workspace; answers the works that its results are by now, in the order
 * of its rows. What was thrown away stays away.
 */
export function worksOfBatch(context: LibraryContext, batchId: string): string[] {
  const { db } = context;
  const open = db.column<string>(
    `select w.id from batch_rows r join workspace_assets w on w.order_id = r.order_id
     where r.batch_id = ? and w.hidden = 0 order by r.number, w.id`,
    batchId,
  );
  for (let start = 0; start < open.length; start += AT_A_TIME) {
    promoteResults(context, open.slice(start, start + AT_A_TIME));
  }
  return db.column<string>(
    `select l.id from batch_rows r join batch_results x on x.order_id = r.order_id
     join user_library l on l.sha256 = x.sha256 and l.trashed_at is null
     where r.batch_id = ? group by l.id order by min(r.number), min(x.job_id)`,
    batchId,
  );
}
