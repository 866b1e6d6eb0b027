import { expect, test } from 'vitest';
import type { LibraryAsset } from '../../contract/assets.ts';
import { newId } from '../system/ids.ts';
import { applyServerRow } from './apply.ts';
import { addToCollection, createCollection } from './edit-collections.ts';
import { updateWorks } from './edit-library.ts';
import { listActs, type Movers, redoAct, undoAct } from './history/history.ts';
import { mergeWorks } from './merge-works.ts';
import { sha, testLibrary, workRow } from './test-library.ts';
import { findWorks } from './works.ts';

/** No result moves here. */
const MOVERS: Movers = {
  promote: () => [],
  unpromote: () => undefined,
  discard: () => undefined,
  restore: () => undefined,
};

function withWorks() {
  const library = testLibrary();
  const ids = [newId(), newId(), newId()] as [string, string, string];
  ids.forEach((id, at) => {
    const row = workRow(id, { sha256: sha(String(at)) });
    applyServerRow(library.db, 'user_library', row, String(at + 1));
  });
  return { ...library, ids, works: () => findWorks(library.db, ids) };
}

test('one of several is kept with what was said of all; taken back and done again in one step', () => {
  const { context, db, ids, works } = withWorks();
  const [keep, second, third] = ids;
  updateWorks(context, [keep], { addTags: ['sea'], rating: 2, notes: 'mine' });
  updateWorks(context, [second], { addTags: ['Sea', 'north'], rating: 5, title: 'Harbour' });
  updateWorks(context, [third], { isFavorite: true, notes: 'theirs' });
  const shared = createCollection(context, 'Shared', [keep, second]);
  const own = createCollection(context, 'Own', []);
  addToCollection(context, own.id, [third]);
  const before = works();
  const recorded = listActs(db).done.length;

  const kept = mergeWorks(context, keep, ids);
  expect(kept).toMatchObject({ rating: 5, title: 'Harbour', isFavorite: true, notes: 'mine' });
  expect(kept.tags).toEqual(['sea', 'north']);
  expect(kept.collectionIds.toSorted()).toEqual([shared.id, own.id].toSorted());
  expect(works().filter(({ trashedAt }) => trashedAt !== null)).toHaveLength(2);
  expect(listActs(db).done).toHaveLength(recorded + 1);
  expect(listActs(db).done[0]).toMatchObject({ kind: 'merge', count: 3 });

  undoAct(context, MOVERS);
  expect(works().map(plain)).toEqual(before.map(plain));
  redoAct(context, MOVERS);
  expect(works()[0]).toMatchObject({ rating: 5, title: 'Harbour', isFavorite: true });
  expect(works()[0]?.collectionIds).toHaveLength(2);
});

const plain = (work: LibraryAsset) => ({
  ...work,
  syncState: 'local',
  collectionIds: work.collectionIds.toSorted(),
});

test('what is merged with itself, or with what is gone, changes nothing', () => {
  const { context, ids, works } = withWorks();
  expect(() => mergeWorks(context, ids[0], [ids[0]])).toThrow('nothing to merge');
  expect(() => mergeWorks(context, ids[0], [ids[1], newId()])).toThrow('not in the library');
  expect(works().every(({ trashedAt }) => trashedAt === null)).toBe(true);
});
