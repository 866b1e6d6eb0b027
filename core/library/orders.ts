import { z } from 'zod';
import type { ErrorBody } from '../../contract/errors.ts';
import { type Order, type OrderRequest, OrderStatus, OrderType } from '../../contract/orders.ts';
import type { ProviderId } from '../../contract/models.ts';
import type { Database } from '../system/database.ts';
import { Json, OptionalError, OptionalTime, Time } from './columns.ts';
import { jobsOf } from './jobs.ts';
import type { MirrorTable } from './mirror-table.ts';
import { slidesOf } from './order-items.ts';

const Row = z.object({
  id: z.string(),
  type: OrderType,
  status: OrderStatus,
  request: Json,
  provider: z.string(),
  quote: z.int(),
  charged: z.int().default(0),
  error: OptionalError,
  created_at: Time,
  completed_at: OptionalTime,
});

export const orders: MirrorTable = {
  write(db, row) {
    const order = Row.safeParse(row).data;
    if (!order) return false;
    db.run(
      `insert into orders
         (id, type, status, request, provider, quote, charged, error, created_at, completed_at)
       values (@id, @type, @status, @request, @provider, @quote, @charged, @error, @created_at, @completed_at)
       on conflict (id) do update set type = excluded.type, status = excluded.status,
         request = excluded.request, provider = excluded.provider, quote = excluded.quote,
         charged = excluded.charged, error = excluded.error, created_at = excluded.created_at,
         completed_at = excluded.completed_at`,
      order,
    );
    return true;
  },
  remove: (db, id) => void db.run('delete from orders where id = ?', id),
};

interface OrderRow {
  id: string;
  type: OrderType;
  status: OrderStatus;
  request: string;
  provider: ProviderId;
  quote: number;
  charged: number;
  error: string | null;
  created_at: string;
  completed_at: string | null;
}

export function findOrder(db: Database, id: string): Order | undefined {
  const row = db.get<OrderRow>('select * from orders where id = ?', id);
  return row && toOrders(db, [row], { withDismissed: true })[0];
}

/** Not ended yet, or ended badly and not dismissed. Rows of a batch that ended badly are shown by their batch. */
const ACTIVE = `exists (select 1 from jobs j
  where j.order_id = o.id and j.dismissed = 0 and j.status <> 'completed'
  and (j.status not in ('failed', 'cancelled') or not exists (select 1 from batch_rows b where b.order_id = o.id)))`;

/** Newest first. Among the active ones, dismissed jobs are out of sight. */
export function listOrders(
  db: Database,
  filter: { active: boolean; offset: number; limit: number },
): { items: Order[]; total: number } {
  const where = filter.active ? `where ${ACTIVE}` : '';
  const rows = db.all<OrderRow>(
    `select o.* from orders o ${where} order by o.created_at desc, o.id desc limit ? offset ?`,
    filter.limit,
    filter.offset,
  );
  const total = db.get<{ n: number }>(`select count(*) as n from orders o ${where}`)?.n ?? 0;
  return { items: toOrders(db, rows, { withDismissed: !filter.active }), total };
}

function toOrders(
  db: Database,
  rows: readonly OrderRow[],
  options: { withDismissed: boolean },
): Order[] {
  const batches = batchesOf(
    db,
    rows.map((row) => row.id),
  );
  const jobs = jobsOf(
    db,
    rows.map((row) => row.id),
    options,
  );
  return rows.map((row) => ({
    id: row.id,
    type: row.type,
    status: row.status,
    request: JSON.parse(row.request) as OrderRequest,
    provider: row.provider,
    quote: row.quote,
    charged: row.charged,
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorBody),
    createdAt: row.created_at,
    completedAt: row.completed_at,
    jobs: jobs.get(row.id) ?? [],
    ...(batches.has(row.id) && { batchId: batches.get(row.id) }),
    ...(row.type === 'carousel' && { slides: slidesOf(db, row.id) }),
  }));
}

/** Of which batch each order is a row; what is none of a batch is not in it. */
function batchesOf(db: Database, orderIds: readonly string[]): ReadonlyMap<string, string> {
  const rows = db.all<{ order_id: string; batch_id: string }>(
    `select order_id, batch_id from batch_rows where order_id in (select value from json_each(?))`,
    JSON.stringify(orderIds),
  );
  return new Map(rows.map(({ order_id, batch_id }) => [order_id, batch_id]));
}
