import { AtelierError, type ErrorBody, type ErrorCode } from '../../contract/errors.ts';
import { extensionOf, MediaType } from '../../contract/media.ts';
import {
  libraryPath,
  type MutationResult,
  PushAnswer,
  type RejectionCode,
  type SyncRow,
  SyncTable,
} from '../../contract/sync.ts';
import { acknowledge } from '../library/apply.ts';
import {
  markSent,
  type OutboxRow,
  postpone,
  type PushBody,
  setAside,
  withdrawRefused,
} from '../library/outbox.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { instant } from '../system/clock.ts';
import { later, MOST_REFUSALS } from './backoff.ts';
import { keepConflicts } from './conflicts.ts';
import { isOfTheWay, readAnswer, restFailure, unreadable } from './failure.ts';
import type { Session } from './session.ts';
import { readPullState } from './sync-state.ts';

/** After so many edits in a row that broke the backend it is the backend that is broken. */
const MOST_BREAKS = 3;

/**
 * Sends edits in one call and stores what became of each in one transaction with the end of its outbox row
 * (rule S9). Sent again after a lost answer, the same ids get the same results (rule S2).
 * Errors: `offline`, `unauthenticated`, `backend_unavailable`, `rate_limited`, `internal`; nothing is lost by any of
 * them.
 */
export async function sendPushes(
  deps: SyncDeps,
  session: Session,
  rows: readonly OutboxRow[],
): Promise<void> {
  const failure = await send(deps, session, rows);
  if (!failure) return;
  const [only] = rows;
  if (rows.length === 1 && only) return refuse(deps, only, failure);
  await sendOneByOne(deps, session, rows);
}

/** One edit that the backend cannot take must not hold the others back: it shows when each goes by itself. */
async function sendOneByOne(
  deps: SyncDeps,
  session: Session,
  rows: readonly OutboxRow[],
): Promise<void> {
  let breaks = 0;
  for (const row of rows) {
    const failure = await send(deps, session, [row]);
    if (failure) refuse(deps, row, failure);
    breaks = failure?.code === 'internal' ? breaks + 1 : 0;
    if (failure && breaks >= MOST_BREAKS) throw failure;
  }
}

/** Answers why the backend did not take the push, if it said so of the push itself. */
async function send(
  deps: SyncDeps,
  session: Session,
  rows: readonly OutboxRow[],
): Promise<AtelierError | null> {
  deps.db.transaction(() => rows.forEach((row) => markSent(deps.db, row.seq)));
  const mutations = rows.map((row) => mutationOf(row, session.userId));
  const { data, error, status } = await session.client.rpc('sync_push', { mutations });
  if (error) {
    const failure = restFailure(status, error);
    if (isOfTheWay(failure)) throw failure;
    return failure;
  }
  const { epoch, results } = readAnswer(PushAnswer, data);
  // What another history makes of these edits says nothing: they are made anew on it, once it was pulled (rule S6).
  const known = readPullState(deps.db).epoch;
  if (known !== null && known !== epoch) {
    throw new AtelierError('backend_unavailable', 'The backend went back in time.');
  }
  const byId = new Map(results.map((result) => [result.id, result]));
  deps.db.transaction(() => {
    for (const row of rows) {
      const result = byId.get(row.id);
      if (result) settle(deps, row, result);
    }
  });
  deps.hooks.changed('library', 'collections', 'sync');
  if (rows.some((row) => !byId.has(row.id))) throw unreadable('an edit without a result');
  return null;
}

function refuse(deps: SyncDeps, row: OutboxRow, failure: AtelierError): void {
  deps.db.transaction(() => {
    if (failure.code === 'internal' && row.refusals + 1 < MOST_REFUSALS) {
      postpone(deps.db, row.seq, later(deps.clock, row.refusals + 1, failure, true));
    } else setAside(deps.db, row.seq, failure.toBody());
  });
  deps.hooks.changed('sync', 'library');
}

function mutationOf(row: OutboxRow, userId: string): object {
  const { op, base, fields } = JSON.parse(row.body) as PushBody;
  return {
    id: row.id,
    table: row.row_table,
    rowId: row.row_id,
    op,
    base,
    fields: { ...fields, ...storagePath(row, fields, userId) },
  };
}

/** A row that names a content says where it lies; only here is the owner's folder known. */
function storagePath(row: OutboxRow, fields: PushBody['fields'], userId: string): object {
  const { sha256 } = fields;
  const mime = MediaType.safeParse(fields['mime']).data;
  if (row.row_table !== 'user_library' || typeof sha256 !== 'string' || !mime) return {};
  return { storage_path: libraryPath(userId, sha256, extensionOf(mime)) };
}

function settle(deps: SyncDeps, row: OutboxRow, result: MutationResult): void {
  const { db } = deps;
  if (result.status === 'rejected') {
    setAside(db, row.seq, rejection(result.code, result.message));
    return;
  }
  const table = SyncTable.parse(row.row_table);
  const id = String(row.row_id);
  const { op } = JSON.parse(row.body) as PushBody;
  const told = result.row ? [{ table, id, xid: xidOf(result.row), row: result.row }] : [];
  // Applied long ago, deleted since and forgotten: this answer is the last word of it.
  if (!result.row && op === 'upsert') told.push({ table, id, xid: null, row: gone(deps, id) });
  acknowledge(db, row.seq, told, readPullState(db).cursor.xid);
  if (op === 'delete') withdrawRefused(db, table, id, row.seq);
  keepConflicts(deps, table, id, result.conflicts);
}

function gone({ clock }: SyncDeps, id: string): SyncRow {
  return { id, deleted_at: instant(clock) };
}

const REJECTIONS: Readonly<Record<RejectionCode, ErrorCode>> = {
  forbidden: 'forbidden',
  invalid: 'invalid_input',
  deleted: 'not_found',
  changed_body: 'idempotency_conflict',
  file_missing: 'file_missing',
};

function rejection(code: RejectionCode, message: string): ErrorBody {
  return new AtelierError(REJECTIONS[code], message).toBody();
}

export function xidOf(row: Record<string, unknown>): string | null {
  const xid = row['sync_xid'];
  return typeof xid === 'string' || typeof xid === 'number' ? String(xid) : null;
}
