import { expect, test, vi } from 'vitest';
import { newId } from '../system/ids.ts';
import { applyServerRow } from './apply.ts';
import { addToCollection, createCollection, updateCollection } from './edit-collections.ts';
import { trashWorks, updateWorks } from './edit-library.ts';
import { fileArrived, setFileState } from './files.ts';
import { listLibraryIds } from './library-list.ts';
import { isKeptHere, offlineUsage, readOfflineRules, writeOfflineRules } from './offline-rules.ts';
import { testLibrary, type TestLibrary, workRow } from './test-library.ts';

const contentOf = (at: number) => at.toString(16).padStart(64, '0');

/** Works of which only the server has the originals, and nothing of them is kept here. */
function library(size: number, fields: (at: number) => Record<string, unknown> = () => ({})) {
  const made = testLibrary();
  const ids = Array.from({ length: size }, () => newId());
  const add = (at: number) => {
    const row = { sha256: contentOf(at), custom_title: `work ${at}`, ...fields(at) };
    applyServerRow(made.db, 'user_library', workRow(ids[at]!, row), String(at + 1));
  };
  made.db.transaction(() => ids.forEach((_, at) => add(at)));
  writeOfflineRules(made.db, { keep: 'chosen', favorites: false });
  const keep = (...collectionIds: string[]) => writeOfflineRules(made.db, { collectionIds });
  /** Asked work by work, and as a whole: both say the same. */
  const kept = () => {
    const places = ids.map((_, at) => at).filter((at) => isKept(made, at));
    const { coming, here } = offlineUsage(made.db, made.context.clock, readOfflineRules(made.db));
    if (here.count === 0) expect(coming.count).toBe(places.length);
    return places;
  };
  return { ...made, ids, keep, kept };
}

const isKept = ({ db, context }: TestLibrary, at: number) =>
  isKeptHere(db, context.clock, contentOf(at));

const smart = ({ context }: TestLibrary, search: string, parentId: string | null = null) =>
  createCollection(context, search, [], { search, parentId });

test('S8: what a smart collection finds stays here, as its works and its search change', () => {
  const made = library(4, (at) => ({ tags: at < 2 ? ['fox'] : [] }));
  const { context, ids, keep, kept } = made;
  const foxes = smart(made, 'tag:fox');
  expect(kept()).toEqual([]);
  keep(foxes.id);
  expect(kept()).toEqual([0, 1]);
  updateWorks(context, [ids[3]!], { addTags: ['Fox'] });
  updateWorks(context, [ids[0]!], { tags: [] });
  expect(kept()).toEqual([1, 3]);
  trashWorks(context, [ids[3]!]);
  expect(kept()).toEqual([1]);
  updateCollection(context, foxes.id, { search: '-tag:fox' });
  expect(kept()).toEqual([0, 2]);
  keep();
  expect(kept()).toEqual([]);
});

test('S8: a smart collection that lies in a chosen one is kept with it; a preview asks of one that is not chosen', () => {
  const made = library(3, (at) => ({ rating: at }));
  const { db, context, ids, keep, kept } = made;
  const outer = createCollection(context, 'outer', [ids[0]!]);
  const best = smart(made, 'rating:2', outer.id);
  keep(outer.id);
  expect(kept()).toEqual([0, 2]);
  updateCollection(context, best.id, { parentId: null });
  expect(kept()).toEqual([0]);
  const rules = { ...readOfflineRules(db), collectionIds: [best.id] };
  expect(offlineUsage(db, context.clock, rules).coming.count).toBe(1);
  expect(kept()).toEqual([0]);
});

test('S8: days pass, names change and files arrive, and a smart collection holds what it finds then', () => {
  const made = library(3, (at) => ({ created_at: `2026-11-${19 + at}T08:00:00Z` }));
  const { db, context, ids, keep, kept } = made;
  const album = createCollection(context, 'album', [ids[0]!]);
  keep(smart(made, 'in:album').id);
  expect(kept()).toEqual([0]);
  addToCollection(context, album.id, [ids[2]!]);
  expect(kept()).toEqual([0, 2]);
  updateCollection(context, album.id, { name: 'other' });
  expect(kept()).toEqual([]);

  keep(smart(made, 'on:yesterday').id);
  expect(kept()).toEqual([1]);
  made.setTime('2026-11-22T08:00:00.000Z');
  expect(kept()).toEqual([2]);

  keep(smart(made, 'label:monochrome').id);
  expect(kept()).toEqual([]);
  const facts = {
    sha256: contentOf(1),
    mime: 'image/png',
    bytes: 10,
    width: 4,
    height: 3,
  } as const;
  fileArrived(db, { ...facts, palette: [{ color: '#808080', share: 1 }] });
  expect(isKept(made, 1)).toBe(true);

  keep(smart(made, `like:${ids[1]}`).id);
  expect(kept()).toEqual([]);
  const look = { phash: '0123456789abcdef', palette: [{ color: '#804020', share: 1 }] };
  fileArrived(db, { ...facts, ...look });
  fileArrived(db, { ...facts, ...look, sha256: contentOf(2) });
  expect(isKept(made, 2)).toBe(true);
});

test('S8: a word that nobody typed so is taken for the nearest, until somebody has', () => {
  const made = library(2, (at) => ({ custom_title: at === 0 ? 'mountain' : 'valley' }));
  const { context, ids, keep, kept } = made;
  keep(smart(made, 'mountian').id);
  expect(kept()).toEqual([0]);
  updateWorks(context, [ids[1]!], { title: 'mountian' });
  expect(kept()).toEqual([1]);
  updateWorks(context, [ids[1]!], { title: 'valley' });
  expect(kept()).toEqual([0]);
});

test('S8: what a transaction took back was never kept', () => {
  const made = library(2);
  const { db, context, ids, keep, kept } = made;
  keep(smart(made, 'tag:fox').id);
  const tagThenFail = () =>
    db.transaction(() => {
      updateWorks(context, [ids[1]!], { addTags: ['fox'] });
      expect(kept()).toEqual([1]);
      throw new Error('no');
    });
  expect(tagThenFail).toThrow('no');
  expect(kept()).toEqual([]);
  updateWorks(context, [ids[0]!], { addTags: ['fox'] });
  expect(tagThenFail).toThrow();
  expect(kept()).toEqual([0]);
});

/** Seeded, so that a failure can be seen again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
}

const SEARCHES = [
  'tag:fox rating:>1',
  '-tag:fox',
  'river',
  '-river is:favorite',
  '"river work"',
  'is:cloud',
  'rating:>2 on:2026-11-20',
  'size:>15',
];

test('S8: followed work by work, a smart collection keeps what its search finds anew', () => {
  const made = library(40, (at) => ({ bytes: at }));
  const { db, context, ids } = made;
  const next = random(11);
  const collections = SEARCHES.map((search) => smart(made, search));
  const edit = () => {
    const id = ids[next(40)]!;
    const title = ['river', 'a river work', 'hill'][next(3)]!;
    const acts = [
      () => updateWorks(context, [id], { tags: next(2) === 0 ? ['fox'] : [] }),
      () => updateWorks(context, [id], { rating: next(6), isFavorite: next(2) === 0 }),
      () => updateWorks(context, [id], { title }),
      () => setFileState(db, contentOf(next(40)), next(2) === 0 ? 'present' : 'cloud'),
    ];
    acts[next(4)]!();
  };
  for (let round = 0; round < 30; round += 1) {
    for (let edits = next(4); edits >= 0; edits -= 1) edit();
    const { id } = collections[next(SEARCHES.length)]!;
    made.keep(id);
    const found = new Set(listLibraryIds(db, { shelf: 'all', collectionId: id }));
    expect(ids.filter((_, at) => isKept(made, at))).toEqual(ids.filter((one) => found.has(one)));
  }
});

test.each(['tag:fox', 'river tag:fox', 'rating:>2 label:vivid', 'is:cloud project:none'])(
  'S8: one work that changes costs a look at that work alone: %s',
  (search) => {
    const made = library(400, (at) => ({ custom_title: 'river', tags: at % 2 ? ['fox'] : [] }));
    const { db, context, ids } = made;
    made.keep(smart(made, search).id);
    isKept(made, 0);
    const column = vi.spyOn(db, 'column');
    const all = vi.spyOn(db, 'all');
    updateWorks(context, [ids[0]!], { addTags: ['fox'], rating: 5 });
    setFileState(db, contentOf(1), 'present');
    isKept(made, 0);
    const rows = [...column.mock.results, ...all.mock.results];
    const read = rows.reduce((sum, { value }) => sum + (value as unknown[]).length, 0);
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(60);
  },
);
