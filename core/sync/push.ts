import {
  AtelierError,
  type ErrorBody,
  type ErrorCode,
  isRetryable,
} from '../../contract/errors.ts';
import { extensionOf, MediaType } from '../../contract/media.ts';
import {
  libraryPath,
  type MutationResult,
  PushAnswer,
  type RejectionCode,
  SyncTable,
} from '../../contract/sync.ts';
import { acknowledge, applyServerRow } from '../library/apply.ts';
import { markSent, type OutboxRow, type PushBody, setAside } from '../library/outbox.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { keepConflicts } from './conflicts.ts';
import { restFailure } from './failure.ts';
import type { Session } from './session.ts';

/**
 * Sends edits in one call and stores what became of each in one transaction with the end of its outbox row
 * (rule S9). Sent again after a lost answer, the same ids get the same results (rule S2).
 * Errors: `offline`, `unauthenticated`, `backend_unavailable`; nothing is lost by any of them.
 */
export async function sendPushes(
  deps: SyncDeps,
  session: Session,
  rows: readonly OutboxRow[],
): Promise<void> {
  deps.db.transaction(() => rows.forEach((row) => markSent(deps.db, row.seq)));
  const mutations = rows.map((row) => mutationOf(row, session.userId));
  const { data, error, status } = await session.client.rpc('sync_push', { mutations });
  if (error) {
    const failure = restFailure(status, error);
    if (isRetryable(failure.code) || failure.code === 'unauthenticated') throw failure;
    return refuseAll(deps, session, rows, failure);
  }
  const { results } = PushAnswer.parse(data);
  const byId = new Map(results.map((result) => [result.id, result]));
  deps.db.transaction(() => {
    for (const row of rows) {
      const result = byId.get(row.id);
      if (result) settle(deps, row, result);
    }
  });
  deps.hooks.changed('library', 'collections', 'sync');
}

/** One malformed edit must not hold the others back: they go one by one, and the one that is refused is set aside. */
async function refuseAll(
  deps: SyncDeps,
  session: Session,
  rows: readonly OutboxRow[],
  failure: AtelierError,
): Promise<void> {
  const [only] = rows;
  if (rows.length === 1 && only) {
    deps.db.transaction(() => setAside(deps.db, only.seq, failure.toBody()));
    deps.hooks.changed('sync', 'library');
    return;
  }
  for (const row of rows) await sendPushes(deps, session, [row]);
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
  const { sha256, mime } = fields;
  if (row.row_table !== 'user_library' || typeof sha256 !== 'string') return {};
  return { storage_path: libraryPath(userId, sha256, extensionOf(MediaType.parse(mime))) };
}

function settle(deps: SyncDeps, row: OutboxRow, result: MutationResult): void {
  const { db } = deps;
  if (result.status === 'rejected') {
    setAside(db, row.seq, rejection(result.code, result.message));
    return;
  }
  acknowledge(db, row.seq);
  const table = SyncTable.parse(row.row_table);
  if (result.row) applyServerRow(db, table, result.row, xidOf(result.row));
  keepConflicts(deps, table, String(row.row_id), result.conflicts);
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
