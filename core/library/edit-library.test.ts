import { expect, test } from 'vitest';
import { derivedId, newId } from '../system/ids.ts';
import { acknowledge, applyServerRow } from './apply.ts';
import {
  addToCollection,
  createCollection,
  removeCollection,
  updateCollection,
  restoreCollection,
  takeFromCollection,
} from './edit-collections.ts';
import {
  purgeOldTrash,
  purgeWorks,
  restoreWorks,
  trashWorks,
  updateWorks,
} from './edit-library.ts';
import { fileArrived, forgetFile, unnamedFiles } from './files.ts';
import { countLibrary } from './library-list.ts';
import { findWork } from './works.ts';
import { allRows, markSent, type PushBody } from './outbox.ts';
import { sha, testLibrary, workRow } from './test-library.ts';
import { findCollection, listCollections } from './user-collections.ts';

function withWorks(count: number) {
  const library = testLibrary();
  const ids = Array.from({ length: count }, () => newId());
  ids.forEach((id, index) =>
    applyServerRow(
      library.db,
      'user_library',
      workRow(id, { sha256: sha(String(index)), created_at: `2026-11-20T08:00:0${index}Z` }),
      String(index + 1),
    ),
  );
  const pushes = () =>
    allRows(library.db).map((row) => [row.target, (JSON.parse(row.body) as PushBody).op]);
  return { ...library, ids, pushes };
}

test('an emptied title is no title', () => {
  const { context, ids } = withWorks(1);
  expect(updateWorks(context, ids, { title: 'x' })[0]?.title).toBe('x');
  expect(updateWorks(context, ids, { title: '' })[0]?.title).toBeNull();
});

test('F2: trash, restore, and purge of what lies in the trash only', () => {
  const { context, db, ids } = withWorks(2);
  const [first = '', second = ''] = ids;
  trashWorks(context, [first]);
  expect(findWork(db, first)?.trashedAt).toBe('2026-11-21T08:00:00.000Z');
  expect(restoreWorks(context, [first])[0]?.trashedAt).toBeNull();
  trashWorks(context, [first]);
  expect(() => purgeWorks(context, [first, second])).toThrow(/Only what lies in the trash/);
  expect(countLibrary(db)).toEqual({ all: 1, favorites: 0, trash: 1 });
  expect(purgeWorks(context)).toBe(1);
  expect(findWork(db, first)).toBeUndefined();
  expect(findWork(db, second)).toBeDefined();
});

test('F2: the trash is purged 30 days later, not before', () => {
  const { context, setTime, ids, db } = withWorks(2);
  trashWorks(context, ids.slice(0, 1));
  setTime('2026-12-21T07:59:59.000Z');
  trashWorks(context, ids.slice(1));
  expect(purgeOldTrash(context)).toBe(0);
  setTime('2026-12-21T08:00:01.000Z');
  expect(purgeOldTrash(context)).toBe(1);
  expect(countLibrary(db).trash).toBe(1);
});

test('F2: a file may go only when no row names it', () => {
  const { context, db, ids } = withWorks(1);
  const [id = ''] = ids;
  const twin = newId();
  applyServerRow(db, 'user_library', workRow(twin, { sha256: sha('0') }), '9');
  const facts = { sha256: sha('0'), mime: 'image/png', bytes: 1, width: 1, height: 1 } as const;
  fileArrived(db, { ...facts, thumbhash: null });
  const now = '2026-11-21T08:00:00.000Z';
  trashWorks(context, [id, twin]);
  purgeWorks(context, [id]);
  expect(unnamedFiles(db, now)).toEqual([]);
  expect(forgetFile(db, sha('0'), now)).toBe(false);
  purgeWorks(context, [twin]);
  expect(unnamedFiles(db, now)).toEqual([facts]);
  expect(forgetFile(db, sha('0'), now)).toBe(true);
});

test('collections hold works, count them and show the newest', () => {
  const { context, db, ids } = withWorks(3);
  const made = createCollection(context, 'Autumn', ids.slice(0, 2));
  expect(made).toMatchObject({ name: 'Autumn', count: 2, coverSha256: sha('1') });
  expect(addToCollection(context, made.id, ids)).toMatchObject({ count: 3, coverSha256: sha('2') });
  expect(takeFromCollection(context, made.id, ids.slice(2)).count).toBe(2);
  trashWorks(context, ids.slice(1, 2));
  expect(findCollection(db, made.id)).toMatchObject({ count: 1, coverSha256: sha('0') });
  expect(findWork(db, ids[0] ?? '')?.collectionIds).toEqual([made.id]);
  expect(updateCollection(context, made.id, { name: 'Winter' }).name).toBe('Winter');
});

test('a membership made twice is one row, and one taken back unsent is not sent', () => {
  const { context, ids, pushes, db } = withWorks(1);
  const [work = ''] = ids;
  const { id } = createCollection(context, 'A', []);
  addToCollection(context, id, ids);
  addToCollection(context, id, ids);
  expect(allRows(db).map((row) => row.row_id)).toEqual([id, derivedId(id, work)]);
  takeFromCollection(context, id, ids);
  expect(pushes()).toEqual([['user_collections', 'upsert']]);
});

test('a removed collection comes back with its works, whether the removal was sent or not', () => {
  for (const sent of [false, true]) {
    const { context, db, ids, pushes } = withWorks(2);
    const { id } = createCollection(context, 'Autumn', ids);
    if (sent) for (const { seq } of allRows(db)) acknowledge(db, seq);
    removeCollection(context, id);
    expect(listCollections(db)).toEqual([]);
    expect(findWork(db, ids[0] ?? '')?.collectionIds).toEqual([]);
    if (!sent) expect(pushes()).toEqual([]);
    if (sent) for (const { seq } of allRows(db)) markSent(db, seq);
    expect(restoreCollection(context, id)).toMatchObject({ id, name: 'Autumn', count: 2 });
    expect(findWork(db, ids[0] ?? '')?.collectionIds).toEqual([id]);
  }
});

test('nothing is done for a work or collection that is not there', () => {
  const { context, db, ids } = withWorks(1);
  expect(() => createCollection(context, 'A', [...ids, newId()])).toThrow(/not in the library/);
  expect(() => addToCollection(context, newId(), ids)).toThrow(/no such collection/);
  expect(() => restoreWorks(context, [newId()])).toThrow(/not in the library/);
  expect(listCollections(db)).toEqual([]);
  expect(allRows(db)).toEqual([]);
});

test('S1: a command wakes sync and says what changed', () => {
  const { context, ids, told, woken } = withWorks(1);
  updateWorks(context, ids, { isFavorite: true });
  expect(woken()).toBe(1);
  expect(told).toEqual(['library', 'collections', 'sync', 'history']);
});
