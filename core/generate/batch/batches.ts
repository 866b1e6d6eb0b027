import { AtelierError } from '../../../contract/errors.ts';
import type { Batch, BatchPlan, BatchRow } from '../../../contract/studio/batch.ts';
import { instant } from '../../system/clock.ts';
import type { Database } from '../../system/database.ts';
import { newId } from '../../system/ids.ts';
import type { OrderContext } from '../order-checks.ts';
import { MAX_ROWS, type Table } from '../table/read-table.ts';
import { writeTable } from '../table/write-table.ts';
import { countRows, listRows } from './batch-rows.ts';
import { planContext } from './check-batch.ts';
import { type PlanGiven, planRows } from './plan-rows.ts';

/**
 * A batch is rows in SQLite, each with the id of the order that it will be. Its states:
 *
 *   running ⇄ paused (by the creator, or it rests: cap, balance, quota) → stopped
 *   done: running or paused, and no row waits or runs any more
 */
export const BATCH_TOPICS = ['orders', 'batches', 'sync'] as const;

interface StoredBatch {
  id: string;
  name: string;
  plan: string;
  state: 'running' | 'paused' | 'stopped';
  rests: Batch['rests'];
  spend_cap: number | null;
  created_at: string;
}

/** Keeps all rows, and lets them be sent. Errors: `invalid_input` if none can be run. */
export function startBatch(
  context: OrderContext,
  table: Table,
  given: { plan: BatchPlan; name: string; spendCap: number | null; with?: PlanGiven },
): Batch {
  const stops = table.problems.find((problem) => problem.stops);
  if (stops) {
    throw new AtelierError('invalid_input', 'The table cannot be run as it is.', { ...stops });
  }
  const { db } = context;
  return context.command(BATCH_TOPICS, () => {
    const known = batchUnder(db, given.plan.key);
    if (known !== undefined) return requireBatch(db, known);
    const id = newId();
    db.run(
      `insert into batches (id, name, plan, state, spend_cap, created_at) values (?, ?, ?, 'running', ?, ?)`,
      id,
      given.name,
      JSON.stringify(given.plan),
      given.spendCap,
      instant(context.clock),
    );
    let [number, ready] = [0, 0];
    for (const planned of planRows(table, given.plan, planContext(context, given.with))) {
      db.run(
        `insert into batch_rows (batch_id, number, line, request, problems, price, order_id)
         values (?, ?, ?, ?, ?, ?, ?)`,
        id,
        (number += 1),
        planned.row.line,
        planned.request && JSON.stringify(planned.request),
        JSON.stringify(planned.problems),
        planned.price,
        newId(),
      );
      if (planned.request) ready += 1;
    }
    if (ready === 0) {
      throw new AtelierError('invalid_input', 'No row of this table can be run.', {
        field: 'tableId',
      });
    }
    return requireBatch(db, id);
  });
}

function batchUnder(db: Database, key: string | undefined): string | undefined {
  return key === undefined
    ? undefined
    : db.get<{ id: string }>("select id from batches where plan ->> '$.key' = ?", key)?.id;
}

export function listBatches(db: Database): Batch[] {
  return db
    .all<StoredBatch>('select * from batches order by created_at desc, id desc')
    .map((stored) => toBatch(db, stored));
}

export function requireBatch(db: Database, id: string): Batch {
  const stored = db.get<StoredBatch>('select * from batches where id = ?', id);
  if (!stored) throw new AtelierError('not_found', 'There is no such batch.');
  return toBatch(db, stored);
}

/** Forgets an ended batch. Its pictures and orders stay. Errors: `conflict` while it is not done. */
export function removeBatch(context: OrderContext, id: string): void {
  context.command(['batches'], () => {
    const { state } = requireBatch(context.db, id);
    if (state !== 'done' && state !== 'stopped') {
      throw new AtelierError('conflict', 'The batch has not ended.');
    }
    context.db.run(
      'delete from batch_results where order_id in (select order_id from batch_rows where batch_id = ?)',
      id,
    );
    context.db.run('delete from batches where id = ?', id);
  });
}

const HEADINGS = ['line', 'status', 'prompt', 'credits', 'files', 'error', 'problems'];

/** What came of each row, as CSV. `pathOf`: where a result lies, '' where it is not on this machine. */
export function reportOf(
  db: Database,
  id: string,
  pathOf: (result: BatchRow['results'][number]) => string,
): string {
  requireBatch(db, id);
  const { items } = listRows(db, id, { offset: 0, limit: MAX_ROWS });
  return writeTable(
    HEADINGS,
    items.map((row) => [
      row.line,
      row.status,
      row.prompt,
      row.price,
      row.results.map(pathOf).join('; '),
      row.error === null ? '' : `${row.error.code}: ${row.error.message}`,
      row.problems
        .map(({ column, field, code, name }) =>
          [column ?? field?.en, code, name].filter(Boolean).join(' '),
        )
        .join('; '),
    ]),
  );
}

function toBatch(db: Database, stored: StoredBatch): Batch {
  const rows = countRows(db, stored.id);
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  const open = rows.waiting + rows.queued + rows.running;
  const money = db.get<{ price: number; charged: number }>(
    `select coalesce(sum(r.price), 0) as price, coalesce(sum(o.charged), 0) as charged
     from batch_rows r left join orders o on o.id = r.order_id where r.batch_id = ?`,
    stored.id,
  );
  return {
    id: stored.id,
    name: stored.name,
    state: open === 0 && stored.state !== 'stopped' ? 'done' : stored.state,
    rests: stored.state === 'paused' ? stored.rests : null,
    total,
    rows,
    price: money?.price ?? 0,
    charged: money?.charged ?? 0,
    spendCap: stored.spend_cap,
    createdAt: stored.created_at,
    secondsLeft: stored.state === 'running' && open > 0 ? secondsLeft(db, stored.id, open) : null,
    covers: db.column<string>(
      `select x.sha256 from batch_rows r join batch_results x on x.order_id = r.order_id
       where r.batch_id = ? order by r.number desc limit 4`,
      stored.id,
    ),
    axes: (JSON.parse(stored.plan) as BatchPlan).axes ?? null,
  };
}

/** By how fast the last rows came, one after the other; null before there are enough to tell. */
function secondsLeft(db: Database, id: string, open: number): number | null {
  const [last, first, count] = db
    .all<{ first: string | null; last: string | null; n: number }>(
      `select min(at) as first, max(at) as last, count(*) as n from (
         select o.completed_at as at from batch_rows r join orders o on o.id = r.order_id
         where r.batch_id = ? and o.status = 'completed' and o.completed_at is not null
         order by o.completed_at desc limit 100)`,
      id,
    )
    .flatMap((row) => [Date.parse(row.last ?? ''), Date.parse(row.first ?? ''), row.n]);
  if (last === undefined || first === undefined || count === undefined || count < 3) return null;
  return ((last - first) / 1000 / (count - 1)) * open;
}
