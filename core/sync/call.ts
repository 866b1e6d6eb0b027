import type { z } from 'zod';
import { AtelierError, isRetryable } from '../../contract/errors.ts';
import { QueueJobAnswer } from '../../contract/functions/queue-job.ts';
import {
  WorkspaceActionsAnswer,
  WorkspaceActionsBody,
} from '../../contract/functions/workspace-actions.ts';
import type { SyncTable } from '../../contract/sync.ts';
import { acknowledge, applyServerRow } from '../library/apply.ts';
import {
  type CallTarget,
  markSent,
  type OutboxRow,
  postpone,
  setAside,
} from '../library/outbox.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { backoff } from './backoff.ts';
import { functionFailure, isOffline, isSignedOut, offline } from './failure.ts';
import { xidOf } from './push.ts';
import type { Session } from './session.ts';

/** After so many sendings a call that still fails inside the backend is shown instead of tried on (rule S9). */
const MOST_ATTEMPTS = 8;

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
  const target = row.target as CallTarget;
  deps.db.transaction(() => markSent(deps.db, row.seq));
  try {
    const answer = await invoke(session, target, JSON.parse(row.body) as object);
    deps.db.transaction(() => accept(deps, row, answer));
  } catch (error) {
    if (isOffline(error) || isSignedOut(error) || !(error instanceof AtelierError)) throw error;
    deps.db.transaction(() => refuse(deps, row, error));
  }
  deps.hooks.changed('orders', 'workspace', 'library', 'account', 'sync');
}

async function invoke(session: Session, target: CallTarget, body: object): Promise<unknown> {
  const { data, error, response } = await session.client.functions.invoke<unknown>(target, {
    body,
  });
  if (!error) return ANSWERS[target].parse(data);
  if (!response) throw offline(error);
  throw await functionFailure(response);
}

function accept(deps: SyncDeps, row: OutboxRow, answer: unknown): void {
  acknowledge(deps.db, row.seq);
  if (row.target !== 'workspace-actions') return;
  const body = WorkspaceActionsBody.parse(JSON.parse(row.body));
  const { results } = WorkspaceActionsAnswer.parse(answer);
  const table: SyncTable = body.action === 'promote' ? 'user_library' : 'workspace_assets';
  for (const result of results) {
    if (result.status === 'done') {
      if (result.row) applyServerRow(deps.db, table, result.row, xidOf(result.row));
    } else if (body.action === 'promote') {
      const item = body.items.find(
        ({ assetId, libraryId }) => result.id === assetId || result.id === libraryId,
      );
      if (item) deps.hooks.promotionRefused(item);
    }
  }
}

function refuse(deps: SyncDeps, row: OutboxRow, error: AtelierError): void {
  const attempts = row.attempts + 1;
  if (isRetryable(error.code) && attempts < MOST_ATTEMPTS) {
    const at = new Date(deps.clock.now().getTime() + backoff(attempts)).toISOString();
    postpone(deps.db, row.seq, at, error.toBody());
  } else if (!deps.hooks.callRefused(row, error.toBody())) {
    setAside(deps.db, row.seq, error.toBody());
  }
}
