import { setImmediate as breathe } from 'node:timers/promises';
import type { Topic } from '../../contract/studio/events.ts';
import { PullAnswer, START, SyncTable } from '../../contract/sync.ts';
import { applyServerRows, forgetSaid } from '../library/apply.ts';
import { tellLeftOut } from '../library/read-each.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { readAnswer, restFailure } from './failure.ts';
import { beginResync, endResync } from './resync.ts';
import type { Session } from './session.ts';
import { type PullState, readPullState, writePullState } from './sync-state.ts';
import { applyOlderRow, lostFields } from './went-back.ts';

/** A page is more only if one transaction of the server was (rule S4). */
const PAGE_ROWS = 500;
/** So long rows are written before whoever else lives in this process gets its turn. */
const SLICE_MS = 12;
/** So many rows are written before it is looked whether that time is up: what they share is looked up once. */
const RUN_ROWS = 64;

/** What no screen shows yet is told to nobody. */
const TOPICS: Readonly<Partial<Record<SyncTable, Topic>>> = {
  profiles: 'account',
  orders: 'orders',
  order_items: 'orders',
  jobs: 'orders',
  workspace_assets: 'workspace',
  user_library: 'library',
  user_collections: 'collections',
  collection_items: 'collections',
  templates: 'prompts',
  personalization_tokens: 'prompts',
  prompts: 'prompts',
  not_duplicates: 'library',
  brands: 'brands',
};

/** Asked for while the page before it is written; null if none is on its way. */
export interface NextPage {
  asked: { after: string; answer: Promise<PullAnswer> } | null;
}

/**
 * Reads what changed since the cursor, one page (rules S4, S5). The cursor moves in the transaction with the page's
 * last rows, never before any of them: cut off anywhere, the same rows are read again, and change nothing. So nothing
 * of it waits for the disk (a flush a slice took as long as the slices themselves). Answers
 * whether there is more. `next`: where the page after this one is kept until its turn, if it is to be asked for; what
 * is sent in between makes it old, so whoever sends forgets it. Errors: `offline`, `unauthenticated`, `backend_unavailable`, `rate_limited`,
 * `internal`.
 */
export async function pullPage(
  deps: SyncDeps,
  session: Session,
  signal: AbortSignal,
  next?: NextPage,
): Promise<boolean> {
  const state = readPullState(deps.db);
  const answer = await (takeNext(next, placeOf(state)) ?? askPage(session, placeOf(state)));
  signal.throwIfAborted();
  const topics = new Set<Topic>();
  if (isAnotherHistory(deps, answer)) {
    deps.db.transaction(() => startOver(deps, answer));
    deps.hooks.changed('sync');
    return true;
  }
  if (next && answer.more) askNext(session, placeOf({ ...state, cursor: answer.cursor }), next);
  const rows = knownRows(answer);
  let at = 0;
  do {
    if (at > 0) await breathe();
    signal.throwIfAborted();
    at = deps.db.transactionToldAgain(() => {
      const end = applySlice(deps, rows, at, topics);
      if (end === rows.length) finishPage(deps, answer, topics);
      return end;
    });
  } while (at < rows.length);
  if (topics.size > 0) deps.hooks.changed(...topics);
  return answer.more;
}

/** Whether a full resync has begun and not ended (rule S6). */
export function isResyncing(deps: SyncDeps): boolean {
  return readPullState(deps.db).resync !== null;
}

/** What a page is asked for with. In a resync the last one says whether it is whole (rule S6). */
function placeOf({ cursor, resync }: PullState): object {
  return resync ? { ...cursor, whole: true } : cursor;
}

async function askPage(session: Session, after: object): Promise<PullAnswer> {
  const { data, error, status } = await session.client.rpc('sync_pull', {
    after,
    max_rows: PAGE_ROWS,
  });
  if (error) throw restFailure(status, error);
  return readAnswer(PullAnswer, data);
}

/** What was asked for at this very place, if it was. */
function takeNext(next: NextPage | undefined, after: object): Promise<PullAnswer> | undefined {
  const asked = next?.asked;
  if (next) next.asked = null;
  return asked?.after === JSON.stringify(after) ? asked.answer : undefined;
}

function askNext(session: Session, after: object, next: NextPage): void {
  const answer = askPage(session, after);
  // Told of when its turn comes, if it does.
  answer.catch(() => undefined);
  next.asked = { after: JSON.stringify(after), answer };
}

/** Of an expired cursor, or of a server that went back in time: its rows belong to another beginning. */
function isAnotherHistory({ db }: SyncDeps, answer: PullAnswer): boolean {
  const { epoch } = readPullState(db);
  return answer.expired || (epoch !== null && epoch !== answer.epoch);
}

function startOver({ db }: SyncDeps, answer: PullAnswer): void {
  const state = readPullState(db);
  const another = state.epoch !== null && state.epoch !== answer.epoch;
  // A server that went back is still the reason when its start expires under our hands.
  const reason = another || state.resync === 'epoch' ? 'epoch' : 'expired';
  beginResync(db, reason);
  writePullState(db, { cursor: START, epoch: answer.epoch, resync: reason });
}

interface Known {
  table: SyncTable;
  xid: string;
  row: PullAnswer['rows'][number]['row'];
}

/** A table that only a newer program knows is left to it: it will read it from the start. */
function knownRows(answer: PullAnswer): Known[] {
  return answer.rows.flatMap(({ table, xid, row }) => {
    const known = SyncTable.safeParse(table).data;
    return known ? [{ table: known, xid, row }] : [];
  });
}

/** Answers where the next slice begins. */
function applySlice(
  { db, log }: SyncDeps,
  rows: readonly Known[],
  from: number,
  topics: Set<Topic>,
): number {
  const end = performance.now() + SLICE_MS;
  const isOlder = readPullState(db).resync === 'epoch';
  let at = from;
  for (let run = runFrom(rows, at); run; run = runFrom(rows, at)) {
    const { table } = run;
    if (isOlder) for (const { row, xid } of run.rows) applyOlderRow(db, table, row, xid);
    else {
      const left = applyServerRows(db, table, run.rows);
      tellLeftOut(left, run.rows.length - left, { log, of: table });
    }
    const topic = TOPICS[table];
    if (topic) topics.add(topic);
    at += run.rows.length;
    if (performance.now() > end) break;
  }
  return at;
}

/** Rows of one table that are written together, none of them twice; nothing at the end. */
function runFrom(
  rows: readonly Known[],
  from: number,
): { table: SyncTable; rows: readonly Known[] } | undefined {
  const table = rows[from]?.table;
  if (table === undefined) return undefined;
  const ids = new Set<unknown>();
  for (const { table: other, row } of rows.slice(from, from + RUN_ROWS)) {
    if (other !== table || ids.has(row['id'])) break;
    ids.add(row['id']);
  }
  return { table, rows: rows.slice(from, from + ids.size) };
}

function finishPage(deps: SyncDeps, answer: PullAnswer, topics: Set<Topic>): void {
  const { resync } = readPullState(deps.db);
  // What has changed and cannot be named yet is not gone: the resync ends with a later pull.
  const isWhole = !answer.more && !answer.pending;
  const lost = isWhole && resync === 'epoch' ? lostFields(deps.db) : [];
  if (isWhole || (!answer.more && resync !== 'epoch')) forgetSaid(deps.db);
  if (isWhole && resync) for (const topic of endResync(deps, resync, lost)) topics.add(topic);
  writePullState(deps.db, {
    cursor: answer.cursor,
    epoch: answer.epoch,
    resync: isWhole ? null : resync,
  });
}
