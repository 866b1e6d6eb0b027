import type { RowWork } from '../../contract/studio/batch.ts';
import type { LibraryContext } from '../library/context.ts';
import { workWithContent } from '../library/works.ts';
import { findResults } from '../library/workspace-assets.ts';
import { instant } from '../system/clock.ts';
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

/** The first result of each row, as it is by now: in the workspace, kept, or nowhere any more. */
export function rowWorks(
  { db, clock }: LibraryContext,
  { id, offset, limit }: { id: string; offset: number; limit: number },
): RowWork[] {
  const rows = db.all<{ number: number; asset_id: string | null; sha256: string | null }>(
    `select r.number, x.asset_id, x.sha256 from batch_rows r
     left join batch_results x on x.order_id = r.order_id
       and x.job_id = (select min(y.job_id) from batch_results y where y.order_id = r.order_id)
     where r.batch_id = ? order by r.number limit ? offset ?`,
    id,
    limit,
    offset,
  );
  const ids = rows.flatMap(({ asset_id }) => asset_id ?? []);
  const found = new Map(
    findResults(db, ids, instant(clock)).map((result) => [result.asset.id, result]),
  );
  return rows.map(({ number, asset_id, sha256 }) => {
    const result = asset_id === null ? undefined : found.get(asset_id);
    if (result && !result.hidden) return { number, result: result.asset, work: null };
    return { number, result: null, work: (sha256 && workWithContent(db, sha256)) || null };
  });
}
