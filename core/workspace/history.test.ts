import { expect, test } from 'vitest';
import { HISTORY_LIMIT } from '../../contract/studio/history.ts';
import { acknowledge, applyServerRow } from '../library/apply.ts';
import {
  addToCollection,
  createCollection,
  removeCollection,
  takeFromCollection,
  updateCollection,
} from '../library/edit-collections.ts';
import { purgeWorks, restoreWorks, trashWorks, updateWorks } from '../library/edit-library.ts';
import { listActs, redoAct, undoAct } from '../library/history/history.ts';
import { allRows, markSent } from '../library/outbox.ts';
import { resultRow, sha, testLibrary, workRow } from '../library/test-library.ts';
import { findCollection } from '../library/user-collections.ts';
import { findWork } from '../library/works.ts';
import { newId } from '../system/ids.ts';
import { discardResults, promoteResults, resultMovers as movers } from './move-results.ts';

/** Two hundred with ATELIER_CAMPAIGN=whole. */
const SEEDS = Array.from(
  { length: process.env['ATELIER_CAMPAIGN'] === 'whole' ? 200 : 3 },
  (_, index) => index + 1,
);

function library(works = 6, results = 4) {
  const made = testLibrary();
  const { db, context } = made;
  const ids = Array.from({ length: works }, (_, index) => {
    const id = newId();
    applyServerRow(db, 'user_library', workRow(id, { sha256: sha(index.toString(16)) }), '1');
    return id;
  });
  const resultIds = Array.from({ length: results }, (_, index) => {
    const id = newId();
    const sha256 = index.toString(16).padStart(64, 'f');
    applyServerRow(db, 'workspace_assets', resultRow(id, { sha256 }), '1');
    return id;
  });
  /** All that a creator sees; a work that was promoted again has another id, so works are told apart by content. */
  const seen = () => ({
    works: db.all(
      `select sha256, title, is_favorite, rating, notes, tags, trashed_at is not null as trashed
       from user_library order by sha256`,
    ),
    collections: db.all('select id, name, parent_id, search from user_collections order by id'),
    items: db.all(
      `select c.id, l.sha256 from collection_items i join user_collections c on c.id = i.collection_id
       join user_library l on l.id = i.library_id order by c.id, l.sha256`,
    ),
    results: db.all('select id from workspace_assets where hidden = 0 order by id'),
  });
  const undo = (id?: string) => undoAct(context, movers, id);
  const redo = (id?: string) => redoAct(context, movers, id);
  return { ...made, ids, resultIds, seen, undo, redo };
}

test('an act is taken back and done again, named as what it was', () => {
  const { context, db, ids, undo, redo } = library();
  const [first = '', second = ''] = ids;
  updateWorks(context, [first, second], { rating: 4 });
  updateWorks(context, [first], { addTags: ['fox'] });
  trashWorks(context, [second]);
  const done = () => listActs(db).done.map(({ kind, count, name }) => [kind, count, name]);
  expect(done()).toEqual([
    ['trash', 1, null],
    ['tag', 1, 'fox'],
    ['rate', 2, null],
  ]);
  expect(undo()).toMatchObject({ kind: 'trash', count: 1 });
  expect(undo()).toMatchObject({ kind: 'tag' });
  expect(findWork(db, second)).toMatchObject({ trashedAt: null, rating: 4 });
  expect(findWork(db, first)?.tags).toEqual([]);
  expect(listActs(db).undone.map(({ kind }) => kind)).toEqual(['tag', 'trash']);
  expect(redo()).toMatchObject({ kind: 'tag' });
  expect(findWork(db, first)?.tags).toEqual(['fox']);
  updateWorks(context, [first], { title: 'New' });
  expect(redo()).toBeNull();
  expect(done()).toEqual([
    ['rename', 1, null],
    ['tag', 1, 'fox'],
    ['rate', 2, null],
  ]);
});

test('calls that name one act are one step; nothing done is nothing to take back', () => {
  const { context, db, ids, seen, undo } = library();
  const before = seen();
  const act = newId();
  updateWorks(context, ids.slice(0, 3), { rating: 2 }, act);
  updateWorks(context, ids.slice(3), { rating: 2 }, act);
  updateWorks(context, ids, { rating: 2 });
  expect(listActs(db).done).toMatchObject([{ id: act, kind: 'rate', count: 6 }]);
  undo(act);
  expect(seen()).toEqual(before);
  expect(undo()).toBeNull();
});

test('S3: what somebody changed since is left alone; an act of which nothing is left leaves the list', () => {
  const { context, db, ids, undo } = library();
  const [id = '', other = ''] = ids;
  updateWorks(context, [id, other], { rating: 1, title: 'Mine' });
  for (const { seq } of allRows(db)) acknowledge(db, seq);
  const theirs = { sha256: sha('0'), rating: 5, custom_title: 'Mine' };
  applyServerRow(db, 'user_library', workRow(id, theirs), '20');
  expect(undo()).toMatchObject({ kind: 'edit' });
  expect(findWork(db, id)).toMatchObject({ rating: 5, title: null });
  expect(findWork(db, other)).toMatchObject({ rating: 0, title: null });

  updateWorks(context, [other], { notes: 'mine' });
  for (const { seq } of allRows(db)) acknowledge(db, seq);
  applyServerRow(db, 'user_library', workRow(other, { notes: 'theirs' }), '30');
  expect(() => undo()).toThrow(/changed since or is gone/);
  expect(findWork(db, other)?.notes).toBe('theirs');
  expect(listActs(db).done).toEqual([]);
});

test('F2: a purged work cannot come back, and what else the act was about does', () => {
  const { context, db, ids, undo } = library();
  const [gone = '', stays = ''] = ids;
  updateWorks(context, [gone, stays], { isFavorite: true });
  trashWorks(context, [gone]);
  purgeWorks(context, [gone]);
  expect(() => undo()).toThrow(/gone/);
  expect(undo()).toMatchObject({ kind: 'favorite' });
  expect(findWork(db, stays)?.isFavorite).toBe(false);
});

test('a removed collection comes back with its works, its place and what lay in it, sent or not', () => {
  for (const sent of [false, true]) {
    const { context, db, ids, seen, undo, redo } = library();
    const outer = createCollection(context, 'Outer', []);
    const { id } = createCollection(context, 'Autumn', ids.slice(0, 2), { parentId: outer.id });
    createCollection(context, 'Inner', [], { parentId: id });
    if (sent) for (const { seq } of allRows(db)) acknowledge(db, seq);
    const before = seen();
    removeCollection(context, id);
    const after = seen();
    if (sent) for (const { seq } of allRows(db)) markSent(db, seq);
    expect(undo()).toMatchObject({ kind: 'remove_collection', name: 'Autumn' });
    expect(seen()).toEqual(before);
    expect(redo()).toMatchObject({ kind: 'remove_collection' });
    expect(seen()).toEqual(after);
    undo();
    expect(findCollection(db, id)).toMatchObject({ count: 2, parentId: outer.id });
  }
});

test('a promotion done again makes another work, and what was done to the first is done again to that one', () => {
  const { context, db, resultIds, seen, undo, redo } = library();
  const { id } = createCollection(context, 'C', []);
  const start = seen();
  const [work] = promoteResults(context, resultIds.slice(0, 1), id);
  updateWorks(context, [work?.id ?? ''], { rating: 3 });
  takeFromCollection(context, id, [work?.id ?? '']);
  const end = seen();
  for (const { seq } of allRows(db)) markSent(db, seq);
  for (let times = 0; times < 3; times += 1) undo();
  expect(seen()).toEqual(start);
  expect([redo(), redo(), redo()].map((act) => act?.kind)).toEqual([
    'promote',
    'rate',
    'uncollect',
  ]);
  expect(seen()).toEqual(end);
  discardResults(context, resultIds.slice(1, 3));
  expect(undo()).toMatchObject({ kind: 'discard', count: 2 });
  expect(seen()).toEqual(end);
});

test(`the newest ${HISTORY_LIMIT} acts are kept`, () => {
  const { context, db, ids, undo } = library();
  for (let turn = 0; turn < HISTORY_LIMIT + 5; turn += 1) {
    updateWorks(context, ids.slice(0, 1), { title: `t${turn}` });
  }
  expect(listActs(db).done).toHaveLength(HISTORY_LIMIT);
  for (let turn = 0; turn < HISTORY_LIMIT; turn += 1) expect(undo()).not.toBeNull();
  expect(undo()).toBeNull();
  expect(findWork(db, ids[0] ?? '')?.title).toBe('t4');
});

test.each(SEEDS)(
  'S1: any acts, all taken back and all done again, sent or not (seed %i)',
  (first) => {
    const { context, db, ids, resultIds, seen, undo, redo } = library();
    let seed = first * 7_919;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const pick = <T>(all: readonly T[]) => all[random(all.length)];
    const some = (all: readonly string[]) => all.filter(() => random(3) === 0).slice(0, 3);
    const start = seen();
    for (let turn = 0; turn < 45; turn += 1) {
      const live = db.column<string>(
        'select id from user_library where trashed_at is null order by id',
      );
      const trashed = db.column<string>('select id from user_library where trashed_at is not null');
      const collections = db.column<string>(
        'select id from user_collections where search is null order by id',
      );
      const shown = resultIds.filter((id) =>
        db.get('select 1 from workspace_assets where id = ? and hidden = 0', id),
      );
      const works = some(live);
      const collection = pick(collections);
      const acts: (() => unknown)[] = [
        () => updateWorks(context, works, { rating: random(6), addTags: [`t${random(4)}`] }),
        () => updateWorks(context, works, { isFavorite: random(2) === 0, notes: `n${random(9)}` }),
        () => updateWorks(context, works, { removeTags: [`t${random(4)}`], title: `${turn}` }),
        () => trashWorks(context, works),
        () => trashed.length > 0 && restoreWorks(context, trashed.slice(0, 1)),
        () => createCollection(context, `c${turn}`, works, { parentId: collection ?? null }),
        () => createCollection(context, `s${turn}`, [], { search: 'rating:5' }),
        () => collection && addToCollection(context, collection, works),
        () => collection && takeFromCollection(context, collection, works),
        () => collection && removeCollection(context, collection),
        () =>
          collection && updateCollection(context, collection, { name: `r${turn}`, parentId: null }),
        () => shown.length > 0 && promoteResults(context, shown.slice(0, 1), collection),
        () => shown.length > 0 && discardResults(context, shown.slice(0, 1)),
      ];
      if (works.length > 0) pick(acts)?.();
      const waiting = allRows(db);
      if (random(4) === 0) for (const { seq } of waiting) markSent(db, seq);
      if (random(6) === 0) for (const { seq } of waiting) acknowledge(db, seq);
      if (random(9) === 0 && undo()) redo();
    }
    const end = seen();
    const acts = listActs(db).done.length;
    for (let turn = 0; turn < acts; turn += 1) expect(undo()).not.toBeNull();
    expect(seen()).toEqual(start);
    for (let turn = 0; turn < acts; turn += 1) expect(redo()).not.toBeNull();
    expect(seen()).toEqual(end);
    expect(ids).toHaveLength(6);
  },
);
