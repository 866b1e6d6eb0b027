import { expect, test } from 'vitest';
import { WorkspaceActionsBody } from '../../contract/functions/workspace-actions.ts';
import { acknowledge, applyServerRow } from '../library/apply.ts';
import { createCollection } from '../library/edit-collections.ts';
import { updateWorks } from '../library/edit-library.ts';
import { unnamedFiles } from '../library/files.ts';
import { countLibrary } from '../library/library-list.ts';
import { findWork } from '../library/works.ts';
import { allRows, markSent } from '../library/outbox.ts';
import { resultRow, sha, testLibrary, workRow } from '../library/test-library.ts';
import { newId } from '../system/ids.ts';
import {
  discardResults,
  getResult,
  pageOfResults,
  promoteResults,
  promotionRefused,
  restoreResults,
  unpromoteWorks,
} from './move-results.ts';

const PAGE = { offset: 0, limit: 100 };

function withResults(count: number) {
  const library = testLibrary();
  const ids = Array.from({ length: count }, () => newId());
  ids.forEach((id, index) =>
    applyServerRow(
      library.db,
      'workspace_assets',
      resultRow(id, { sha256: sha(String(index)), created_at: `2026-11-20T08:00:0${index}Z` }),
      '5',
    ),
  );
  const shown = () => pageOfResults(library.context, PAGE).items.map((asset) => asset.id);
  const calls = () =>
    allRows(library.db)
      .filter((row) => row.kind === 'call')
      .map((row) => WorkspaceActionsBody.parse(JSON.parse(row.body)));
  return { ...library, ids, shown, calls };
}

test('what is kept of variants lies in the stack of the order that they are variants of', () => {
  const { context, db, ids } = withResults(1);
  const { orderId } = getResult(context, ids[0] ?? '');
  const origin = newId();
  const order = {
    id: orderId,
    type: 'image',
    status: 'completed',
    request: { type: 'image', prompt: 'x', variantOf: origin },
    provider: 'draft',
    quote: 0,
    charged: 0,
    error: null,
    completed_at: null,
    created_at: '2026-11-20T08:00:00Z',
  };
  applyServerRow(db, 'orders', order, '5');
  expect(promoteResults(context, ids)).toMatchObject([{ stackId: origin }]);
});

test('S1: a promotion moves row and membership at once, and tells the server once', () => {
  const { context, db, ids, shown, calls } = withResults(2);
  const { id: collectionId } = createCollection(context, 'A', []);
  const works = promoteResults(context, ids, collectionId);
  expect(works).toMatchObject([
    { origin: 'generated', sha256: sha('0'), collectionIds: [collectionId], syncState: 'queued' },
    { origin: 'generated', sha256: sha('1'), collectionIds: [collectionId] },
  ]);
  expect(works[0]?.recipe?.prompt).toBe('a red fox');
  expect(shown()).toEqual([]);
  expect(calls()).toMatchObject([{ action: 'promote', items: [{}, {}] }]);
  // The memberships follow the call that makes their works.
  expect(allRows(db).map((row) => row.target)).toEqual([
    'user_collections',
    'workspace-actions',
    'collection_items',
    'collection_items',
  ]);
  expect(promoteResults(context, ids)).toEqual([]);
});

test('S5: a pull before the acknowledgement does not bring a saved result back', () => {
  const { context, db, ids, shown } = withResults(1);
  const [id = ''] = ids;
  const [work] = promoteResults(context, ids);
  applyServerRow(db, 'workspace_assets', resultRow(id, { sha256: sha('0') }), '6');
  expect(shown()).toEqual([]);
  acknowledge(db, allRows(db)[0]?.seq ?? 0);
  expect(shown()).toEqual([]);
  expect(findWork(db, work?.id ?? '')?.syncState).toBe('synced');
});

test('nothing is promoted for a collection or a result that is not there', () => {
  const { context, ids, shown, calls } = withResults(1);
  expect(() => promoteResults(context, ids, newId())).toThrow(/no such collection/);
  expect(() => promoteResults(context, [...ids, newId()])).toThrow(/is gone/);
  expect(shown()).toEqual(ids);
  expect(calls()).toEqual([]);
});

test('a promotion taken back unsent is never told of', () => {
  const { context, db, ids, shown } = withResults(2);
  const { id } = createCollection(context, 'A', []);
  markSent(db, allRows(db)[0]?.seq ?? 0);
  const works = promoteResults(context, ids, id);
  const libraryIds = works.map((work) => work.id);
  updateWorks(context, libraryIds, { isFavorite: true });
  expect(unpromoteWorks(context, libraryIds).map((asset) => asset.id)).toEqual(ids);
  expect(allRows(db).map((row) => row.target)).toEqual(['user_collections']);
  expect(shown()).toEqual(ids.toReversed());
  expect(countLibrary(db).all).toBe(0);
});

test('a promotion taken back after it was sent deletes the work and restores the result', () => {
  const { context, db, ids, shown, calls } = withResults(1);
  const [work] = promoteResults(context, ids);
  acknowledge(db, allRows(db)[0]?.seq ?? 0);
  unpromoteWorks(context, [work?.id ?? '']);
  expect(shown()).toEqual(ids);
  expect(countLibrary(db).all).toBe(0);
  expect(calls()).toEqual([{ action: 'restore', assetIds: ids }]);
  expect(allRows(db).map((row) => row.target)).toEqual(['workspace-actions', 'user_library']);
});

test('discard and restore, unsent and sent', () => {
  const { context, db, ids, shown, calls } = withResults(1);
  discardResults(context, ids);
  expect(shown()).toEqual([]);
  expect(() => getResult(context, ids[0] ?? '')).toThrow(/gone/);
  expect(restoreResults(context, ids).map((asset) => asset.id)).toEqual(ids);
  expect(calls()).toEqual([]);
  discardResults(context, ids);
  acknowledge(db, allRows(db)[0]?.seq ?? 0);
  restoreResults(context, ids);
  expect(shown()).toEqual(ids);
  expect(calls()).toEqual([{ action: 'restore', assetIds: ids }]);
});

test('S6: a result that the server deleted can come back until it expires', () => {
  const { context, db, ids, shown, setTime } = withResults(1);
  const [id = ''] = ids;
  const tombstone = resultRow(id, { sha256: sha('0'), deleted_at: '2026-11-21T07:00:00Z' });
  applyServerRow(db, 'workspace_assets', tombstone, '7');
  expect(shown()).toEqual([]);
  expect(unnamedFiles(db, '2026-11-21T08:00:00.000Z')).toEqual([]);
  restoreResults(context, ids);
  expect(shown()).toEqual(ids);
  setTime('2026-11-28T08:00:00.001Z');
  expect(() => restoreResults(context, ids)).toThrow(/gone/);
});

test('F2: an expired result goes without asking, what was promoted stays', () => {
  const { context, db, ids, shown, setTime } = withResults(2);
  promoteResults(context, ids.slice(0, 1));
  setTime('2026-11-29T00:00:00.000Z');
  expect(shown()).toEqual([]);
  expect(unnamedFiles(db, '2026-11-29T00:00:00.000Z').map((file) => file.sha256)).toEqual([
    sha('1'),
  ]);
  expect(countLibrary(db).all).toBe(1);
});

test('S8: a work whose result the server lost goes up as an import, file first', () => {
  const { context, db, ids } = withResults(1);
  const [work] = promoteResults(context, ids);
  if (!work) throw new Error('no work');
  updateWorks(context, [work.id], { title: 'Kept' });
  acknowledge(db, allRows(db)[0]?.seq ?? 0);
  db.transaction(() =>
    promotionRefused(context, {
      assetId: ids[0] ?? '',
      libraryId: work.id,
      createdAt: work.createdAt,
    }),
  );
  const rows = allRows(db);
  const upload = rows.find((row) => row.kind === 'upload');
  const push = rows.findLast((row) => row.kind === 'push');
  expect(upload?.target).toBe(sha('0'));
  expect(JSON.parse(push?.body ?? '')).toMatchObject({
    fields: { sha256: sha('0'), custom_title: 'Kept', origin: 'generated' },
  });
});

test('what was ordered for the library arrives as a work, and is never shown as a result', () => {
  const { db, shown } = withResults(0);
  const result = resultRow(newId(), { deleted_at: '2026-11-21T07:00:00Z' });
  applyServerRow(db, 'workspace_assets', result, '7');
  const id = newId();
  applyServerRow(db, 'user_library', workRow(id, { origin: 'generated', sha256: sha('b') }), '7');
  expect(shown()).toEqual([]);
  expect(findWork(db, id)).toMatchObject({ fileState: 'cloud', syncState: 'synced' });
});
