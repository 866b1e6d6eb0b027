import type { z } from 'zod';
import { AtelierError, isRetryable } from '../../contract/errors.ts';
import { QueueJobAnswer } from '../../contract/functions/queue-job.ts';
import {
  WorkspaceActionsAnswer,
  WorkspaceActionsBody,
} from '../../contract/functions/workspace-actions.ts';
import type { SyncTable } from '../../contract/sync.ts';
import { acknowledge, type ToldRow } from '../library/apply.ts';
import {
  type CallTarget,
  markSent,
  type OutboxRow,
  postpone,
  setAside,
} from '../library/outbox.ts';
import { serverRow } from '../library/server-rows.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import type { Database } from '../system/database.ts';
import { later, MOST_REFUSALS } from './backoff.ts';
import { functionFailure, isOffline, isSignedOut, offline, readAnswer } from './failure.ts';
import { xidOf } from './push.ts';
import type { Session } from './session.ts';
import { readPullState } from './sync-state.ts';

const ANSWERS: Readonly<Record<CallTarget, z.ZodType>> = {
  'queue-job': QueueJobAnswer,
  'workspace-actions': WorkspaceActionsAnswer,
};

/**
 * Calls the function of an outbox row and stores its answer in one transaction with the row's end (rule S9).
 * A refusal that is final goes to whoever made the call, or is set aside; one that may pass waits, and the rest
 * drains. Errors: `offline`, `unauthenticated`.
 */
export async function sendCall(deps: SyncDeps, session: Session, row: OutboxRow): Promise<void> {
  deps.db.transaction(() => markSent(deps.db, row.seq));
  const outcome = await invoke(session, row);
  deps.db.transaction(() => {
    if ('failure' in outcome) refuse(deps, row, outcome);
    else accept(deps, row, outcome.answer);
  });
  deps.hooks.changed('orders', 'workspace', 'library', 'account', 'sync');
}

interface Refusal {
  failure: AtelierError;
  /** The function itself said it, of this very call. */
  spoken: boolean;
}

async function invoke(session: Session, row: OutboxRow): Promise<{ answer: unknown } | Refusal> {
  const target = row.target as CallTarget;
  const body = JSON.parse(row.body) as object;
  const { data, error, response } = await session.client.functions.invoke<unknown>(target, {
    body,
  });
  if (error && !response) throw offline(error);
  if (error && response) {
    const refusal = await functionFailure(response);
    if (isOffline(refusal.failure) || isSignedOut(refusal.failure)) throw refusal.failure;
    return refusal;
  }
  try {
    return { answer: readAnswer(ANSWERS[target], data) };
  } catch (failure) {
    if (!(failure instanceof AtelierError)) throw failure;
    return { failure, spoken: false };
  }
}

function accept(deps: SyncDeps, row: OutboxRow, answer: unknown): void {
  if (row.target !== 'workspace-actions') return acknowledge(deps.db, row.seq);
  const pulledTo = readPullState(deps.db).cursor.xid;
  const body = WorkspaceActionsBody.parse(JSON.parse(row.body));
  const { results } = WorkspaceActionsAnswer.parse(answer);
  const table: SyncTable = body.action === 'promote' ? 'user_library' : 'workspace_assets';
  const refused = results.filter((result) => result.status === 'refused');
  const told = results.flatMap((result) => {
    if (result.status === 'refused') return [];
    return result.row
      ? [{ table, id: String(result.row['id']), xid: xidOf(result.row), row: result.row }]
      : [];
  });
  if (body.action !== 'promote') {
    acknowledge(deps.db, row.seq, [...told, ...unchanged(deps.db, table, refused)], pulledTo);
    return;
  }
  acknowledge(deps.db, row.seq, told, pulledTo);
  for (const { id } of refused) {
    const item = body.items.find(({ assetId, libraryId }) => id === assetId || id === libraryId);
    if (item) deps.hooks.promotionRefused(item);
  }
}

/** What was refused stays as the server had it. */
function unchanged(db: Database, table: SyncTable, refused: readonly { id: string }[]): ToldRow[] {
  return refused.flatMap(({ id }) => {
    const known = serverRow(db, table, id);
    return known ? [{ table, id, ...known }] : [];
  });
}

function refuse(deps: SyncDeps, row: OutboxRow, { failure, spoken }: Refusal): void {
  const counts = failure.code !== 'rate_limited' && (spoken || failure.code === 'internal');
  const patience = !counts || row.refusals + 1 < MOST_REFUSALS;
  if (isRetryable(failure.code) && patience) {
    const failures = counts ? row.refusals + 1 : row.attempts + 1;
    postpone(deps.db, row.seq, later(deps.clock, failures, failure, counts));
  } else if (!deps.hooks.callRefused(row, failure.toBody())) {
    setAside(deps.db, row.seq, failure.toBody());
  }
}
