import { AtelierError, type ErrorBody, toErrorBody } from '../../../contract/errors.ts';
import { OrderRequest } from '../../../contract/orders.ts';
import type { Batch } from '../../../contract/studio/batch.ts';
import type { Database } from '../../system/database.ts';
import { newId } from '../../system/ids.ts';
import { pauseJobs, resumeJobs } from '../arrange-jobs.ts';
import { placeOrder } from '../create-order.ts';
import { cancelOrder } from '../end-order.ts';
import { checkCredits, checkRequest, type OrderContext } from '../order-checks.ts';
import { retryOrder } from '../retry-order.ts';
import { BATCH_TOPICS, requireBatch } from './batches.ts';

/**
 * Orders of one batch that are under way at a time: enough to keep a worker busy, few enough that the queue stays
 * readable, that a cap is met, and that no quota of the backend is used up by one batch.
 */
const UNDER_WAY = 40;
/** Placed in one transaction: the studio answers in between. */
const AT_A_TIME = 20;

interface WaitingRow {
  batch_id: string;
  number: number;
  request: string;
  price: number;
  order_id: string;
}

/** Sends what may be sent now of all running batches. Answers whether there may be more to send at once. */
export function feedBatches(context: OrderContext): boolean {
  const ids = context.db.column<string>(
    "select id from batches where state = 'running' order by created_at, id",
  );
  return ids.map((id) => feedBatch(context, id)).some(Boolean);
}

/**
 * Sends the next rows of a batch: a row is marked and its order written in one transaction, under the id that was drawn
 * for it, so that whenever this machine dies a row is an order once (rules S1, Q1).
 */
function feedBatch(context: OrderContext, id: string): boolean {
  const { db } = context;
  if (takeBackUnheld(context, id)) return false;
  const open = openOrders(db, id);
  const room = Math.min(AT_A_TIME, UNDER_WAY - open);
  if (room <= 0) return false;
  const rows = db.all<WaitingRow>(
    `select batch_id, number, request, price, order_id from batch_rows
     where batch_id = ? and sent = 0 and request is not null and error is null order by number limit ?`,
    id,
    room,
  );
  if (rows.length === 0) return false;
  context.command(BATCH_TOPICS, () => {
    for (const row of rows) if (!sendRow(context, row)) break;
  });
  return rows.length === AT_A_TIME && open + rows.length < UNDER_WAY;
}

/** False if the batch rests from here on. */
function sendRow(context: OrderContext, row: WaitingRow): boolean {
  const { db } = context;
  const cap = db.get<{ spend_cap: number | null }>(
    'select spend_cap from batches where id = ?',
    row.batch_id,
  )?.spend_cap;
  if (cap !== null && cap !== undefined && spentBy(db, row.batch_id) + row.price > cap) {
    return rest(db, row.batch_id, 'cap');
  }
  try {
    const request = OrderRequest.parse(JSON.parse(row.request));
    const checked = checkRequest(context, request);
    checkCredits(db, row.price);
    placeOrder(context, request, checked, row.order_id);
    db.run(
      'update batch_rows set sent = 1 where batch_id = ? and number = ?',
      row.batch_id,
      row.number,
    );
  } catch (error) {
    if (!(error instanceof AtelierError)) throw error;
    if (error.code === 'insufficient_credits') return rest(db, row.batch_id, error.code);
    setError(db, row, toErrorBody(error));
  }
  return true;
}

function setError(db: Database, row: WaitingRow, error: ErrorBody | null): void {
  db.run(
    'update batch_rows set error = ? where batch_id = ? and number = ?',
    error && JSON.stringify(error),
    row.batch_id,
    row.number,
  );
}

function rest(db: Database, id: string, why: NonNullable<Batch['rests']>): false {
  db.run("update batches set state = 'paused', rests = ? where id = ?", why, id);
  return false;
}

/** What the rows cost that came or may yet come (rule L5). */
function spentBy(db: Database, id: string): number {
  return (
    db.get<{ n: number }>(
      `select coalesce(sum(j.price), 0) as n from batch_rows r join jobs j on j.order_id = r.order_id
       where r.batch_id = ? and j.status not in ('failed', 'cancelled')`,
      id,
    )?.n ?? 0
  );
}

function openOrders(db: Database, id: string): number {
  return (
    db.get<{ n: number }>(
      `select count(distinct r.order_id) as n from batch_rows r join jobs j on j.order_id = r.order_id
       where r.batch_id = ? and r.sent = 1 and j.status in ('pending', 'queued', 'running')`,
      id,
    )?.n ?? 0
  );
}

/** For want of money or of room in the quota the backend never took these: they wait again, and the batch rests. */
function takeBackUnheld(context: OrderContext, id: string): boolean {
  const { db } = context;
  const rows = db.all<{ number: number; code: NonNullable<Batch['rests']> }>(
    `select r.number, json_extract(o.error, '$.code') as code
     from batch_rows r join orders o on o.id = r.order_id
     where r.batch_id = ? and r.sent = 1 and o.status = 'failed'
       and json_extract(o.error, '$.code') in ('insufficient_credits', 'quota_exceeded')`,
    id,
  );
  const [first] = rows;
  if (!first) return false;
  context.command(BATCH_TOPICS, () => {
    for (const { number } of rows) {
      // Under another id: the backend remembers what it said to this one.
      db.run(
        'update batch_rows set sent = 0, order_id = ? where batch_id = ? and number = ?',
        newId(),
        id,
        number,
      );
    }
    rest(db, id, first.code);
  });
  return true;
}

/** Sends no more rows and holds those that wait. What runs goes on: it is paid for. */
export function pauseBatch(context: OrderContext, id: string): Batch {
  return change(context, id, ({ db }) => {
    db.run(
      "update batches set state = 'paused', rests = null where id = ? and state = 'running'",
      id,
    );
    for (const orderId of ordersWith(db, id, ['pending', 'queued']))
      pauseJobs(context, { orderId });
  });
}

export function resumeBatch(context: OrderContext, id: string, spendCap?: number | null): Batch {
  return change(context, id, ({ db }) => {
    db.run(
      "update batches set state = 'running', rests = null where id = ? and state = 'paused'",
      id,
    );
    if (spendCap !== undefined) {
      db.run('update batches set spend_cap = ? where id = ?', spendCap, id);
    }
    for (const orderId of ordersWith(db, id, ['pending', 'queued']))
      resumeJobs(context, { orderId });
  });
}

/** Ends it: what was not sent never is, what was is asked to stop. */
export function stopBatch(context: OrderContext, id: string): Batch {
  return change(context, id, ({ db }) => {
    db.run("update batches set state = 'stopped', rests = null where id = ?", id);
    for (const orderId of ordersWith(db, id, ['pending', 'queued', 'running'])) {
      cancelOrder(context, orderId);
    }
  });
}

/** Runs failed and cancelled rows again, each under a hold of its own. Errors: `conflict` if there is none. */
export function retryRows(context: OrderContext, id: string, numbers?: readonly number[]): Batch {
  return change(context, id, ({ db }) => {
    const chosen = numbers && JSON.stringify(numbers);
    const among = chosen ? 'and r.number in (select value from json_each(?))' : '';
    const bound = chosen ? [id, chosen] : [id];
    const failed = db.all<{ number: number; order_id: string }>(
      `select r.number, r.order_id from batch_rows r where r.batch_id = ? ${among} and r.sent = 1
       and exists (select 1 from jobs j where j.order_id = r.order_id and j.status in ('failed', 'cancelled'))`,
      ...bound,
    );
    const unsent = db.run(
      `update batch_rows as r set error = null where r.batch_id = ? ${among} and r.error is not null`,
      ...bound,
    );
    const stopped = db.run(
      "update batches set state = 'running', rests = null where id = ? and state = 'stopped'",
      id,
    );
    if (failed.length + unsent + stopped === 0) {
      throw new AtelierError('conflict', 'None of these rows has failed or was cancelled.');
    }
    for (const { number, order_id } of failed) {
      // What the backend never took is placed anew, under an id of its own.
      const order = retryOrder(context, order_id);
      db.run(
        'update batch_rows set order_id = ? where batch_id = ? and number = ?',
        order.id,
        id,
        number,
      );
    }
  });
}

function change(context: OrderContext, id: string, work: (context: OrderContext) => void): Batch {
  return context.command(BATCH_TOPICS, () => {
    requireBatch(context.db, id);
    work(context);
    return requireBatch(context.db, id);
  });
}

function ordersWith(db: Database, id: string, statuses: readonly string[]): string[] {
  return db.column<string>(
    `select distinct r.order_id from batch_rows r join jobs j on j.order_id = r.order_id
     where r.batch_id = ? and j.status in (select value from json_each(?))`,
    id,
    JSON.stringify(statuses),
  );
}
