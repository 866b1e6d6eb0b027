import type { LibraryAsset, WorkspaceAsset } from '../../contract/assets.ts';
import { AtelierError } from '../../contract/errors.ts';
import type { Promotion } from '../../contract/functions/workspace-actions.ts';
import { itemsOfWork } from '../library/collection-items.ts';
import type { LibraryContext } from '../library/context.ts';
import { addItems } from '../library/edit-collections.ts';
import { removeWork } from '../library/edit-library.ts';
import { findWorks } from '../library/library-list.ts';
import {
  effectsOf,
  enqueueCall,
  enqueuePush,
  enqueueUpload,
  waitingCalls,
  withdraw,
  withdrawUnsent,
} from '../library/outbox.ts';
import type { Effect } from '../library/server-rows.ts';
import { findCollection } from '../library/user-collections.ts';
import {
  findResults,
  hiddenResultOf,
  listResults,
  type Result,
} from '../library/workspace-assets.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { newId } from '../system/ids.ts';

const TOPICS = ['workspace', 'library', 'collections', 'sync'] as const;
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
): LibraryAsset[] {
  return context.command(TOPICS, () => {
    const { db } = context;
    if (collectionId !== undefined && !findCollection(db, collectionId)) {
      throw new AtelierError('not_found', 'There is no such collection.');
    }
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
          workOf(asset, item),
        ]),
      });
    }
    const libraryIds = promotions.map(({ item }) => item.libraryId);
    if (collectionId !== undefined) addItems(context, collectionId, libraryIds);
    return findWorks(db, libraryIds);
  });
}

/** Takes promotions back: the works are results again. `conflict` once a result has expired: its work stays. */
export function unpromoteWorks(
  context: LibraryContext,
  libraryIds: readonly string[],
): WorkspaceAsset[] {
  return context.command(TOPICS, () => {
    const { db } = context;
    const unique = [...new Set(libraryIds)];
    const works = findWorks(db, unique);
    if (works.length < unique.length) {
      throw new AtelierError('not_found', 'A work of this selection is not in the library.');
    }
    const results = works.map((work) => {
      const result = hiddenResultOf(db, work.sha256, instant(context.clock));
      if (result) return result.asset.id;
      throw new AtelierError('conflict', 'The result has expired; the work stays in the library.');
    });
    for (const work of works) {
      for (const item of itemsOfWork(db, work.id)) withdrawUnsent(db, 'collection_items', item.id);
    }
    show(context, results);
    // Works whose promotion was taken back unsent are gone by now.
    for (const work of findWorks(db, unique)) removeWork(context, work);
    return shown(context, results);
  });
}

/** Throws results away; they can come back until they expire. */
export function discardResults(context: LibraryContext, ids: readonly string[]): void {
  context.command(TOPICS, () => {
    const visible = requireResults(context, ids).filter((result) => !result.hidden);
    const now = instant(context.clock);
    callInParts(
      context,
      'discard',
      visible.map((result) => result.asset.id),
      (id) => visibility(id, now),
    );
  });
}

export function restoreResults(context: LibraryContext, ids: readonly string[]): WorkspaceAsset[] {
  return context.command(TOPICS, () => {
    const results = requireResults(context, ids);
    show(
      context,
      results.filter((result) => result.hidden).map((result) => result.asset.id),
    );
    return shown(
      context,
      results.map((result) => result.asset.id),
    );
  });
}

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
      custom_title: work.title,
      is_favorite: work.isFavorite,
      trashed_at: work.trashedAt,
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

function workOf(asset: WorkspaceAsset, item: Promotion): Effect {
  return {
    table: 'user_library',
    rowId: item.libraryId,
    op: 'upsert',
    fields: {
      ...fieldsOf({ ...asset, origin: 'generated', fileName: null, createdAt: item.createdAt }),
      custom_title: null,
      is_favorite: false,
      trashed_at: null,
    },
  };
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
  >,
): Effect['fields'] {
  return {
    origin: work.origin,
    sha256: work.sha256,
    mime: work.mime,
    bytes: work.bytes,
    width: work.width,
    height: work.height,
    recipe: work.recipe,
    file_name: work.fileName,
    created_at: work.createdAt,
  };
}
