import type { LibraryAsset, WorkspaceAsset } from '../../contract/assets.ts';
import { AtelierError } from '../../contract/errors.ts';
import type { Promotion } from '../../contract/functions/workspace-actions.ts';
import { itemsOfWork } from '../library/collection-items.ts';
import type { LibraryContext } from '../library/context.ts';
import type { Movers } from '../library/history/history.ts';
import { recordAct, type Step } from '../library/history/record.ts';
import { addItems, requireManual } from '../library/edit-collections.ts';
import { removeWork, requireWorks } from '../library/edit-library.ts';
import { editsOf, findWorks } from '../library/works.ts';
import {
  effectsOf,
  enqueueCall,
  enqueuePush,
  enqueueUpload,
  waitingCalls,
  withdraw,
  withdrawUnsent,
} from '../library/outbox.ts';
import { type Effect, serverRow } from '../library/server-rows.ts';
import {
  findResults,
  hiddenResultOf,
  listResults,
  type Result,
} from '../library/workspace-assets.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { newId } from '../system/ids.ts';

const TOPICS = ['workspace', 'library', 'collections', 'sync', 'history'] as const;
/** The most items of one call (contract/functions/workspace-actions.ts). */
const MOST_ITEMS = 100;

/** All of a selection, or `not_found`: expired results among them too. */
function requireResults(context: LibraryContext, ids: readonly string[]): Result[] {
  const unique = [...new Set(ids)];
  const results = findResults(context.db, unique, instant(context.clock));
  if (results.length < unique.length) {
    throw new AtelierError('not_found', 'A result of this selection is gone.');
  }
  return results;
}

export function getResult(context: LibraryContext, id: string): WorkspaceAsset {
  const [result] = requireResults(context, [id]);
  if (!result || result.hidden) throw new AtelierError('not_found', 'This result is gone.');
  return result.asset;
}

export function pageOfResults(context: LibraryContext, page: { offset: number; limit: number }) {
  return listResults(context.db, instant(context.clock), page);
}

/**
 * Saves results to the library: at once here, in one transaction with the call that makes the server do the same
 * and, after it, the memberships. The file stays where it is: a content is stored once, whoever names it.
 * A result that was saved already is not saved twice.
 */
export function promoteResults(
  context: LibraryContext,
  ids: readonly string[],
  collectionId?: string,
  act?: string,
): LibraryAsset[] {
  return context.command(TOPICS, () => {
    const { db } = context;
    if (collectionId !== undefined) requireManual(db, collectionId);
    const promoted = promoteInside(context, ids);
    const libraryIds = promoted.map(({ libraryId }) => libraryId);
    const steps: Step[] = promoted.map(({ assetId, libraryId }) => ({
      kind: 'promote',
      table: 'workspace_assets',
      rowId: assetId,
      before: null,
      after: { library_id: libraryId },
    }));
    if (collectionId !== undefined) steps.push(...addItems(context, collectionId, libraryIds));
    recordAct(context, { act, kind: 'promote', count: promoted.length }, steps);
    return findWorks(db, libraryIds);
  });
}

/** Saves results inside a command; answers which work each became. */
function promoteInside(
  context: LibraryContext,
  ids: readonly string[],
): { assetId: string; libraryId: string }[] {
  const promotions = requireResults(context, ids)
    .filter((result) => !result.hidden)
    .map(({ asset }) => ({
      asset,
      item: { assetId: asset.id, libraryId: newId(), createdAt: instant(context.clock) },
    }));
  for (let start = 0; start < promotions.length; start += MOST_ITEMS) {
    const part = promotions.slice(start, start + MOST_ITEMS);
    enqueueCall(context, {
      target: 'workspace-actions',
      body: { action: 'promote', items: part.map(({ item }) => item) },
      effects: part.flatMap(({ asset, item }) => [
        visibility(asset.id, item.createdAt),
        workOf(context.db, asset, item),
      ]),
    });
  }
  return promotions.map(({ item }) => item);
}

/** Takes promotions back: the works are results again. `conflict` once a result has expired: its work stays. */
export function unpromoteWorks(
  context: LibraryContext,
  libraryIds: readonly string[],
): WorkspaceAsset[] {
  return context.command(TOPICS, () => unpromoteInside(context, libraryIds));
}

function unpromoteInside(context: LibraryContext, libraryIds: readonly string[]): WorkspaceAsset[] {
  const { db } = context;
  const works = requireWorks(db, libraryIds);
  const results = works.map((work) => {
    const result = hiddenResultOf(db, work.sha256, instant(context.clock));
    if (result) return result.asset.id;
    throw new AtelierError('conflict', 'The result has expired; the work stays in the library.');
  });
  for (const work of works) {
    for (const item of itemsOfWork(db, work.id)) withdrawUnsent(db, 'collection_items', item.id);
  }
  show(context, results);
  const ids = works.map((work) => work.id);
  // Works whose promotion was taken back unsent are gone by now.
  for (const work of findWorks(db, ids)) removeWork(context, work);
  return shown(context, results);
}

/** Throws results away; they can come back until they expire. */
export function discardResults(
  context: LibraryContext,
  ids: readonly string[],
  act?: string,
): void {
  context.command(TOPICS, () => {
    const steps: Step[] = discardInside(context, ids).map((rowId) => ({
      kind: 'discard',
      table: 'workspace_assets',
      rowId,
      before: null,
      after: null,
    }));
    recordAct(context, { act, kind: 'discard', count: steps.length }, steps);
  });
}

/** Answers which were not thrown away before. */
function discardInside(context: LibraryContext, ids: readonly string[]): string[] {
  const visible = requireResults(context, ids).filter((result) => !result.hidden);
  const now = instant(context.clock);
  const discarded = visible.map((result) => result.asset.id);
  callInParts(context, 'discard', discarded, (id) => visibility(id, now));
  return discarded;
}

export function restoreResults(context: LibraryContext, ids: readonly string[]): WorkspaceAsset[] {
  return context.command(TOPICS, () => restoreInside(context, ids));
}

function restoreInside(context: LibraryContext, ids: readonly string[]): WorkspaceAsset[] {
  const results = requireResults(context, ids);
  show(
    context,
    results.filter((result) => result.hidden).map((result) => result.asset.id),
  );
  return shown(
    context,
    results.map((result) => result.asset.id),
  );
}

/** How acts about results are taken back and done again. */
export const resultMovers: Movers = {
  promote: promoteInside,
  unpromote: (context, ids) => void unpromoteInside(context, ids),
  discard: (context, ids) => void discardInside(context, ids),
  restore: (context, ids) => void restoreInside(context, ids),
};

/**
 * The server no longer has the result that was saved here: the work goes up as an import does, file first
 * (rule S8). Inside the transaction that acknowledges the promotion.
 */
export function promotionRefused(context: LibraryContext, item: Promotion): void {
  const [work] = findWorks(context.db, [item.libraryId]);
  if (!work) return;
  enqueueUpload(context, { sha256: work.sha256, mime: work.mime, bytes: work.bytes });
  enqueuePush(context, {
    table: 'user_library',
    rowId: work.id,
    op: 'upsert',
    fields: {
      ...fieldsOf(work),
      ...editsOf(work),
      duration_seconds: work.duration,
    },
  });
}

function show(context: LibraryContext, ids: readonly string[]): void {
  const withdrawn = withdrawHiding(context.db, new Set(ids));
  callInParts(
    context,
    'restore',
    ids.filter((id) => !withdrawn.has(id)),
    (id) => visibility(id, null),
  );
}

/**
 * Takes back calls that hid only these results and were not sent: the server never hears of either. Answers
 * which results came back that way.
 */
function withdrawHiding(db: Database, ids: ReadonlySet<string>): Set<string> {
  const withdrawn = new Set<string>();
  for (const call of waitingCalls(db, 'workspace-actions').toReversed()) {
    const effects = effectsOf(db, call.seq);
    const hidden = effects.filter((effect) => effect.table === 'workspace_assets');
    const onlyThese = hidden.every(
      ({ rowId, fields }) =>
        ids.has(rowId) && !withdrawn.has(rowId) && fields['deleted_at'] !== null,
    );
    if (call.attempts > 0 || !onlyThese) continue;
    withdraw(db, call.seq);
    for (const { table, rowId } of effects) {
      if (table === 'workspace_assets') withdrawn.add(rowId);
      if (table === 'user_library') withdrawUnsent(db, table, rowId);
    }
  }
  return withdrawn;
}

function callInParts(
  context: LibraryContext,
  action: 'discard' | 'restore',
  ids: readonly string[],
  effect: (id: string) => Effect,
): void {
  for (let start = 0; start < ids.length; start += MOST_ITEMS) {
    const assetIds = ids.slice(start, start + MOST_ITEMS);
    enqueueCall(context, {
      target: 'workspace-actions',
      body: { action, assetIds },
      effects: assetIds.map(effect),
    });
  }
}

function shown(context: LibraryContext, ids: readonly string[]): WorkspaceAsset[] {
  return requireResults(context, ids).map((result) => result.asset);
}

function visibility(assetId: string, deletedAt: string | null): Effect {
  return {
    table: 'workspace_assets',
    rowId: assetId,
    op: 'upsert',
    fields: { deleted_at: deletedAt },
  };
}

/** What the server will write: the rest of the work is what it knows of the result. */
function workOf(db: Database, asset: WorkspaceAsset, item: Promotion): Effect {
  const result = serverRow(db, 'workspace_assets', asset.id)?.row ?? {};
  const job = serverRow(db, 'jobs', asset.jobId)?.row ?? {};
  return {
    table: 'user_library',
    rowId: item.libraryId,
    op: 'upsert',
    fields: {
      ...fieldsOf({
        ...asset,
        origin: 'generated',
        fileName: null,
        createdAt: item.createdAt,
        stackId: stackOfOrder(db, asset.orderId),
      }),
      tags: result['tags'] ?? [],
      content_category: result['content_mode'] ?? 'sfw',
      duration_seconds: result['duration_seconds'] ?? null,
      project_id: job['project_id'] ?? null,
      custom_title: null,
      is_favorite: false,
      trashed_at: null,
    },
  };
}

/** The works of an order are one stack; variants of its picture, ordered by themselves, lie in it too. */
function stackOfOrder(db: Database, orderId: string): string {
  const of = db.get<{ of: string | null }>(
    "select request ->> '$.variantOf' as of from orders where id = ?",
    orderId,
  );
  return of?.of ?? orderId;
}

function fieldsOf(
  work: Pick<
    LibraryAsset,
    | 'origin'
    | 'sha256'
    | 'mime'
    | 'bytes'
    | 'width'
    | 'height'
    | 'recipe'
    | 'fileName'
    | 'createdAt'
    | 'stackId'
  >,
): Effect['fields'] {
  return {
    origin: work.origin,
    type: work.mime.startsWith('video/') ? 'video' : 'image',
    sha256: work.sha256,
    mime: work.mime,
    bytes: work.bytes,
    width: work.width,
    height: work.height,
    recipe: work.recipe,
    file_name: work.fileName,
    stack_id: work.stackId,
    created_at: work.createdAt,
  };
}
