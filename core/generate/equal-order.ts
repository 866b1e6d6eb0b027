import type { OrderRequest } from '../../contract/orders.ts';
import type { Database } from '../system/database.ts';

export interface EqualOrder {
  orderId: string;
  createdAt: string;
  results: { id: string; sha256: string; place: 'workspace' | 'library' }[];
}

/** Orders of the same words that are looked through: one that was made long before is hardly meant. */
const MOST_LOOKED_AT = 50;

/**
 * The newest order that asked for the very same and brought it, with what is still here of it; null where nothing is.
 * Without a seed a model makes another picture each time, so that only an order that named its seed has an equal.
 */
export function equalOrder(db: Database, now: string, request: OrderRequest): EqualOrder | null {
  if (request.seed === undefined) return null;
  const wanted = essence(request);
  const rows = db.all<{ id: string; request: string; created_at: string }>(
    `select id, request, created_at from orders
     where status = 'completed' and json_extract(request, '$.prompt') = ?
     order by created_at desc limit ${MOST_LOOKED_AT}`,
    request.prompt,
  );
  for (const row of rows) {
    if (essence(JSON.parse(row.request) as OrderRequest) !== wanted) continue;
    const results = resultsOf(db, row.id, now);
    if (results.length > 0) return { orderId: row.id, createdAt: row.created_at, results };
  }
  return null;
}

/** What decides how a result looks, as text; where it goes and which form it was ordered on does not. */
function essence(request: OrderRequest): string {
  const { destination: _destination, madeWith: _madeWith, ...rest } = request;
  return JSON.stringify(
    Object.entries(rest)
      .filter(([, value]) => value !== undefined && value !== '')
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function resultsOf(db: Database, orderId: string, now: string): EqualOrder['results'] {
  return db.all<EqualOrder['results'][number]>(
    `select w.id, w.sha256, 'workspace' as place from workspace_assets w
       where w.order_id = @orderId and w.hidden = 0 and w.expires_at > @now
     union all
     select l.id, l.sha256, 'library' from user_library l
       where l.trashed_at is null and l.sha256 in (
         select sha256 from workspace_assets where order_id = @orderId and hidden = 1)`,
    { orderId, now },
  );
}
