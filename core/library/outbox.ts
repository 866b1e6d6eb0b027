import type { ErrorBody } from '../../contract/errors.ts';
import type { SyncRow, SyncTable, WritableTable } from '../../contract/sync.ts';
import type { Clock } from '../system/clock.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { newId } from '../system/ids.ts';
import { rewriteRow } from './apply.ts';
import type { OutboxContext } from './context.ts';
import { baseOf, type Effect, serverRow } from './server-rows.ts';

/**
 * The outbox: what this machine changed and the server has not acknowledged. One row is one mutation (`push`),
 * one call of a function (`call`) or one file (`upload`); `seq` is the order in which they were made.
 *
 *   waiting (attempts 0) → sent (attempts > 0, may be under way) → gone (acknowledge) | set aside (rule S9)
 *   set aside → waiting (tryAgain, or the row is edited again) | gone (withdraw)
 *
 * A command writes its rows here inside its own transaction (rule S1). Rows seen by the creator are never
 * written directly: an effect is recorded here and the row is rewritten from it (rule S5, apply.ts).
 */
export type OutboxKind = 'push' | 'call' | 'upload';
export type CallTarget = 'queue-job' | 'workspace-actions';

/** `fields` of a push leave `storage_path` out: sync adds it when it sends, for only it knows the owner's id. */
export interface PushBody {
  op: 'upsert' | 'delete';
  base: string | null;
  fields: SyncRow;
}

export interface UploadBody {
  sha256: string;
  mime: string;
  bytes: number;
  /** Absent: where works of this type are kept. */
  bucket?: 'reference-images' | 'fonts';
}

export interface OutboxRow {
  seq: number;
  id: string;
  kind: OutboxKind;
  target: string;
  row_table: string | null;
  row_id: string | null;
  /** JSON: a `PushBody`, an `UploadBody`, or the body of the call. */
  body: string;
  attempts: number;
  /** Answers that refused it for now; `attempts` also counts what nobody answered. */
  refusals: number;
  next_at: string | null;
  set_aside: number;
  /** JSON of an `ErrorBody`. */
  error: string | null;
  created_at: string;
}

/**
 * Edits one row: an effect here and, later, one mutation (rule S3). Joins the last unsent push of the same row. What
 * was set aside or waits behind it goes into the new edit: whoever touches a row again wants all of it tried again.
 */
export function enqueuePush(context: OutboxContext, push: Push): void {
  const { db } = context;
  const given = takeSetAside(db, push);
  if (given) {
    if (push.op === 'delete' && isUnheardOf(db, push, given.base)) return;
    return insertPush(context, push, {
      op: push.op,
      base: given.base,
      fields: push.op === 'delete' ? {} : { ...given.fields, ...push.fields },
    });
  }
  const last = lastEffectOn(db, push.table, push.rowId);
  const joinable = last?.kind === 'push' && last.attempts === 0;
  if (joinable && last.op === 'upsert') {
    const { base } = JSON.parse(last.body) as PushBody;
    if (push.op === 'upsert' && !namesLater(db, push, last.seq)) return join(db, last, push);
    // Made and deleted before the server heard of it: it never has to.
    if (push.op === 'delete' && last.first === 1 && isUnheardOf(db, push, base))
      return forget(db, last.seq, push);
  }
  // An unsent deletion that is taken back is simply not sent.
  if (joinable && last.op === 'delete' && push.op === 'upsert') withdraw(db, last.seq);
  const base = baseOf(db, push.table, push.rowId);
  insertPush(context, push, { op: push.op, base, fields: push.fields });
}

/** Whether an edit names a row that is made or changed later in the outbox: joined, it would go before that row. */
function namesLater(db: Database, { fields }: Push, seq: number): boolean {
  return Object.entries(fields).some(
    ([field, value]) =>
      field.endsWith('_id') &&
      typeof value === 'string' &&
      db.get('select 1 from outbox_effects where row_id = ? and seq > ?', value, seq) !== undefined,
  );
}

interface Push {
  table: WritableTable;
  rowId: string;
  op: 'upsert' | 'delete';
  fields: SyncRow;
}

function insertPush({ db, clock }: OutboxContext, push: Push, body: PushBody): void {
  insert(db, clock, {
    kind: 'push',
    target: push.table,
    rowTable: push.table,
    rowId: push.rowId,
    body,
    effects: [{ ...push, fields: body.fields }],
  });
}

/** A base is missing too where the server told of a row without a number, or another history began (rule S6). */
function isUnheardOf(db: Database, { table, rowId }: Push, base: string | null): boolean {
  return base === null && serverRow(db, table, rowId) === undefined;
}

/** Takes out the pushes of a row that were set aside, with the unsent ones behind them; what they wanted together. */
function takeSetAside(db: Database, { table, rowId }: Push): PushBody | undefined {
  const rows = db.all<{ seq: number; body: string; set_aside: number }>(
    `select o.seq, o.body, o.set_aside from outbox_effects e join outbox o on o.seq = e.seq
     where e.tbl = +? and e.row_id = +? and o.kind = 'push' and (o.set_aside = 1 or o.attempts = 0)
     order by o.seq`,
    table,
    rowId,
  );
  if (!rows.some((row) => row.set_aside === 1)) return undefined;
  const bodies = rows.map((row) => JSON.parse(row.body) as PushBody);
  for (const { seq } of rows) withdraw(db, seq);
  const since = bodies.findLastIndex((body) => body.op === 'delete') + 1;
  const fields: SyncRow = Object.assign({}, ...bodies.slice(since).map((body) => body.fields));
  return { op: 'upsert', base: bodies[0]?.base ?? null, fields };
}

/** Calls a function later. `effects`: what it will do to rows here; `id`: a mutation id, made if absent. */
export function enqueueCall(
  { db, clock }: OutboxContext,
  call: { target: CallTarget; body: object; effects: readonly Effect[]; id?: string },
): string {
  return insert(db, clock, { kind: 'call', rowTable: null, rowId: null, ...call });
}

/** Sends a file before any row that names it (rule S8). Once for a content and bucket, however often it is asked. */
export function enqueueUpload({ db, clock }: OutboxContext, body: UploadBody): void {
  const waiting = db.get(
    `select 1 from outbox where kind = 'upload' and target = ? and json_extract(body, '$.bucket') is ?`,
    body.sha256,
    body.bucket ?? null,
  );
  if (waiting) return;
  insert(db, clock, {
    kind: 'upload',
    target: body.sha256,
    rowTable: null,
    rowId: null,
    body,
    effects: [],
  });
}

/** A row of the outbox and the rows that it touches. */
export interface Waiting {
  row: OutboxRow;
  effects: readonly Pick<Effect, 'table' | 'rowId'>[];
}

const WAITING_PAGE = 200;

/** Oldest first, read as far as it is asked for: most of a long outbox is of no interest to the next step. */
export function* waitingRows(db: Database): Generator<Waiting> {
  for (let after = 0; ;) {
    const rows = db.all<OutboxRow>(
      `select * from outbox where seq > ? order by seq limit ${WAITING_PAGE}`,
      after,
    );
    const last = rows.at(-1);
    if (!last) return;
    const effects = Map.groupBy(
      db.all<{ seq: number; table: SyncTable; rowId: string }>(
        'select seq, tbl as "table", row_id as rowId from outbox_effects where seq > ? and seq <= ?',
        after,
        last.seq,
      ),
      (effect) => effect.seq,
    );
    for (const row of rows) yield { row, effects: effects.get(row.seq) ?? [] };
    after = last.seq;
  }
}

/** The oldest file that may go up now; files stand on nothing. */
export function nextUpload(db: Database, now: string): OutboxRow | undefined {
  return db.get<OutboxRow>(
    `select * from outbox where kind = 'upload' and set_aside = 0
     and (next_at is null or next_at <= +?) order by seq limit 1`,
    now,
  );
}

/** When the first row that only waits for its time is due. */
export function nextDue(db: Database): string | null {
  return (
    db.get<{ at: string | null }>(
      'select min(next_at) as at from outbox where next_at is not null and set_aside = 0',
    )?.at ?? null
  );
}

/** Oldest first; set-aside rows among them. */
export function allRows(db: Database): OutboxRow[] {
  return db.all<OutboxRow>('select * from outbox order by seq');
}

export function effectsOf(db: Database, seq: number): Effect[] {
  return db
    .all<{ tbl: SyncTable; row_id: string; op: Effect['op']; fields: string }>(
      'select tbl, row_id, op, fields from outbox_effects where seq = ?',
      seq,
    )
    .map((effect) => ({
      table: effect.tbl,
      rowId: effect.row_id,
      op: effect.op,
      fields: JSON.parse(effect.fields) as SyncRow,
    }));
}

/** Takes a row out unsent or given up: its effects end and the rows go back to what lies beneath. */
export function withdraw(db: Database, seq: number): void {
  const touched = effectsOf(db, seq);
  db.run('delete from outbox where seq = ?', seq);
  for (const effect of touched) rewriteRow(db, effect.table, effect.rowId);
}

/** Takes out the pushes that would have made a row the server never saw, so that nothing is left to refuse. */
export function withdrawUnsent(db: Database, table: WritableTable, rowId: string): void {
  const waiting = db.all<{ seq: number }>(
    `select o.seq from outbox_effects e join outbox o on o.seq = e.seq
     where e.tbl = ? and e.row_id = ? and o.kind = 'push' and o.attempts = 0
     and json_extract(o.body, '$.base') is null order by o.seq`,
    table,
    rowId,
  );
  for (const { seq } of waiting) withdraw(db, seq);
}

/** Takes out what was refused of a row that was deleted after it: nothing of it is to be seen or tried again. */
export function withdrawRefused(db: Database, table: SyncTable, rowId: string, before: number) {
  const refused = db.column<number>(
    `select o.seq from outbox_effects e join outbox o on o.seq = e.seq
     where e.tbl = +? and e.row_id = +? and o.kind = 'push' and o.set_aside = 1 and o.seq < ?`,
    table,
    rowId,
    before,
  );
  for (const seq of refused) withdraw(db, seq);
}

/** Calls of one function that have not been acknowledged, oldest first. */
export function waitingCalls(db: Database, target: CallTarget): OutboxRow[] {
  return db.all<OutboxRow>(
    "select * from outbox where kind = 'call' and target = ? order by seq",
    target,
  );
}

/** Before each sending, in a transaction of its own (rule S2). */
export function markSent(db: Database, seq: number): void {
  db.run('update outbox set attempts = attempts + 1, next_at = null where seq = ?', seq);
}

/** Tried again at its time. `refused`: the backend answered, and this row is what it did not take. */
export function postpone(
  db: Database,
  seq: number,
  { nextAt, error, refused }: { nextAt: string; error: ErrorBody; refused: boolean },
): void {
  db.run(
    'update outbox set next_at = ?, error = ?, refusals = refusals + ? where seq = ?',
    nextAt,
    JSON.stringify(error),
    refused ? 1 : 0,
    seq,
  );
}

/** Not tried again by itself; shown to the creator (rule S9). */
export function setAside(db: Database, seq: number, error: ErrorBody): void {
  db.run('update outbox set set_aside = 1, error = ? where seq = ?', JSON.stringify(error), seq);
}

export function tryAgain(db: Database, seq: number): void {
  db.run(
    'update outbox set set_aside = 0, refusals = 0, next_at = null, error = null where seq = ?',
    seq,
  );
}

interface LastEffect {
  seq: number;
  kind: OutboxKind;
  attempts: number;
  body: string;
  op: 'upsert' | 'delete';
  /** 1 if no other effect on the row is waiting. */
  first: number;
}

function lastEffectOn(db: Database, table: SyncTable, rowId: string): LastEffect | undefined {
  return db.get<LastEffect>(
    `select o.seq, o.kind, o.attempts, o.body, e.op,
       (select count(*) = 1 from outbox_effects f where f.tbl = e.tbl and f.row_id = e.row_id) as first
     from outbox_effects e join outbox o on o.seq = e.seq
     where e.tbl = +? and e.row_id = +? order by e.seq desc limit 1`,
    table,
    rowId,
  );
}

function join(db: Database, last: LastEffect, push: Effect): void {
  const body = JSON.parse(last.body) as PushBody;
  const fields = { ...body.fields, ...push.fields };
  db.run('update outbox set body = ? where seq = ?', JSON.stringify({ ...body, fields }), last.seq);
  db.run(
    'update outbox_effects set fields = ? where seq = ? and tbl = ? and row_id = ?',
    JSON.stringify(fields),
    last.seq,
    push.table,
    push.rowId,
  );
  rewriteRow(db, push.table, push.rowId);
}

function forget(db: Database, seq: number, push: Effect): void {
  db.run('delete from outbox where seq = ?', seq);
  rewriteRow(db, push.table, push.rowId);
}

interface NewRow {
  kind: OutboxKind;
  target: string;
  rowTable: string | null;
  rowId: string | null;
  body: object;
  effects: readonly Effect[];
  id?: string;
}

function insert(db: Database, clock: Clock, row: NewRow): string {
  const id = row.id ?? newId();
  db.run(
    `insert into outbox (id, kind, target, row_table, row_id, body, created_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
    id,
    row.kind,
    row.target,
    row.rowTable,
    row.rowId,
    JSON.stringify(row.body),
    instant(clock),
  );
  const seq = db.get<{ seq: number }>('select seq from outbox where id = ?', id)?.seq ?? 0;
  replaceEffects(db, seq, row.effects);
  return id;
}

/** Says anew what an outbox row does to rows. */
export function replaceEffects(db: Database, seq: number, effects: readonly Effect[]): void {
  db.run('delete from outbox_effects where seq = ?', seq);
  for (const effect of effects) {
    db.run(
      'insert into outbox_effects (seq, tbl, row_id, op, fields) values (?, ?, ?, ?, ?)',
      seq,
      effect.table,
      effect.rowId,
      effect.op,
      JSON.stringify(effect.fields),
    );
    rewriteRow(db, effect.table, effect.rowId);
  }
}
