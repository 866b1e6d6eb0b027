import { setImmediate as breathe } from 'node:timers/promises';
import type { Topic } from '../../contract/studio/events.ts';
import { PullAnswer, START, SyncTable } from '../../contract/sync.ts';
import { applyServerRow, forgetSaid } from '../library/apply.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { readAnswer, restFailure } from './failure.ts';
import { beginResync, endResync } from './resync.ts';
import type { Session } from './session.ts';
import { readPullState, writePullState } from './sync-state.ts';
import { applyOlderRow, lostFields } from './went-back.ts';

/** A page is more only if one transaction of the server was (rule S4). */
const PAGE_ROWS = 500;
/** So long rows are written before whoever else lives in this process gets its turn. */
const SLICE_MS = 12;

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

/**
 * Reads what changed since the cursor, one page (rules S4, S5). The cursor moves in the transaction with the page's
 * last rows, never before any of them: cut off anywhere, the same rows are read again, and change nothing. So nothing
 * of it waits for the disk (a flush a slice took as long as the slices themselves). Answers
 * whether there is more. Errors: `offline`, `unauthenticated`, `backend_unavailable`, `rate_limited`, `internal`.
 */
export async function pullPage(
  deps: SyncDeps,
  session: Session,
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await readPage(deps, session);
  signal.throwIfAborted();
  const topics = new Set<Topic>();
  if (isAnotherHistory(deps, answer)) {
    deps.db.transaction(() => startOver(deps, answer));
    deps.hooks.changed('sync');
    return true;
  }
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

async function readPage(deps: SyncDeps, session: Session): Promise<PullAnswer> {
  const { cursor, resync } = readPullState(deps.db);
  const { data, error, status } = await session.client.rpc('sync_pull', {
    after: resync ? { ...cursor, whole: true } : cursor,
    max_rows: PAGE_ROWS,
  });
  if (error) throw restFailure(status, error);
  return readAnswer(PullAnswer, data);
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
  { db }: SyncDeps,
  rows: readonly Known[],
  from: number,
  topics: Set<Topic>,
): number {
  const end = performance.now() + SLICE_MS;
  const apply = readPullState(db).resync === 'epoch' ? applyOlderRow : applyServerRow;
  let at = from;
  for (let known = rows[at]; known; known = rows[at]) {
    apply(db, known.table, known.row, known.xid);
    const topic = TOPICS[known.table];
    if (topic) topics.add(topic);
    at += 1;
    if (performance.now() > end) break;
  }
  return at;
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
