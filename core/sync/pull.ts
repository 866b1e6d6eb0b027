import type { Topic } from '../../contract/studio/events.ts';
import { PullAnswer, START, SyncTable } from '../../contract/sync.ts';
import { applyServerRow } from '../library/apply.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { restFailure } from './failure.ts';
import { beginResync, endResync } from './resync.ts';
import type { Session } from './session.ts';
import { readPullState, writePullState } from './sync-state.ts';

const PAGE_ROWS = 1000;

const TOPICS: Readonly<Record<SyncTable, Topic>> = {
  profiles: 'account',
  orders: 'orders',
  order_items: 'orders',
  jobs: 'orders',
  workspace_assets: 'workspace',
  user_library: 'library',
  user_collections: 'collections',
  collection_items: 'collections',
};

/**
 * Reads what changed since the cursor, page by page; rows and cursor of a page are one transaction (rules S4, S5).
 * Cut off anywhere, the next pull goes on from the last whole page. Answers how many rows came.
 * Errors: `offline`, `unauthenticated`, `backend_unavailable`.
 */
export async function pull(deps: SyncDeps, session: Session, signal: AbortSignal): Promise<number> {
  let rows = 0;
  for (;;) {
    signal.throwIfAborted();
    const answer = await readPage(deps, session, signal);
    const topics = deps.db.transaction(() => applyPage(deps, answer));
    if (topics.size > 0) deps.hooks.changed(...topics);
    rows += answer.rows.length;
    if (!answer.more) return rows;
  }
}

async function readPage(
  deps: SyncDeps,
  session: Session,
  signal: AbortSignal,
): Promise<PullAnswer> {
  const { cursor } = readPullState(deps.db);
  const { data, error, status } = await session.client
    .rpc('sync_pull', { after: cursor, max_rows: PAGE_ROWS })
    .abortSignal(signal);
  if (error) throw restFailure(status, error);
  return PullAnswer.parse(data);
}

function applyPage(deps: SyncDeps, answer: PullAnswer): Set<Topic> {
  const { db } = deps;
  const state = readPullState(db);
  const another = state.epoch !== null && state.epoch !== answer.epoch;
  if (another || answer.expired) {
    const reason = another ? 'epoch' : 'expired';
    beginResync(db);
    writePullState(db, { cursor: START, epoch: answer.epoch, resync: reason });
    // These rows belong to the old cursor: a restored server has others before them.
    answer.rows = [];
    answer.more = true;
    return new Set(['sync']);
  }
  const topics = new Set<Topic>();
  for (const { table, xid, row } of answer.rows) {
    // A table that only a newer program knows: it will read it from the start.
    const known = SyncTable.safeParse(table);
    if (!known.success) continue;
    applyServerRow(db, known.data, row, xid);
    topics.add(TOPICS[known.data]);
  }
  const done = !answer.more && state.resync !== null;
  if (done) for (const topic of endResync(deps, state.resync)) topics.add(topic);
  writePullState(db, {
    cursor: answer.cursor,
    epoch: answer.epoch,
    resync: answer.more ? state.resync : null,
  });
  return topics;
}
