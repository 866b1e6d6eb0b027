import { expect, test } from 'vitest';
import type { LibraryFilter } from '../../../contract/studio/library.ts';
import { newId } from '../../system/ids.ts';
import { applyServerRow } from '../apply.ts';
import { addToCollection, createCollection } from '../edit-collections.ts';
import { purgeWorks, restoreWorks, trashWorks, updateWorks } from '../edit-library.ts';
import { fileArrived } from '../files.ts';
import {
  countLibrary,
  libraryGroups,
  libraryTimeline,
  listLibrary,
  listLibraryIds,
} from '../library-list.ts';
import { RECIPE, sha, testLibrary, workRow } from '../test-library.ts';
import { facetsOf } from './facets.ts';
import { stackOf } from './stack.ts';

const NOW = new Date(2026, 10, 21, 12);
const ago = (days: number) => new Date(2026, 10, 21 - days, 10).toISOString();

/** Works named a, b, c… by their titles, the newest first. */
function library(rows: readonly Record<string, unknown>[]) {
  const made = testLibrary();
  const ids = rows.map(() => newId());
  rows.forEach((fields, index) =>
    applyServerRow(
      made.db,
      'user_library',
      workRow(ids[index]!, {
        custom_title: String.fromCodePoint(97 + index),
        sha256: sha(index.toString(16)),
        created_at: ago(index),
        ...fields,
      }),
      String(index + 1),
    ),
  );
  const titles = (filter: Partial<LibraryFilter>) =>
    listLibrary(made.db, { shelf: 'all', ...filter }, { offset: 0, limit: 500 }, NOW)
      .items.map((work) => work.title)
      .join('');
  return { ...made, ids, titles, search: (search: string) => titles({ search }) };
}

const IMAGINE = {
  ...RECIPE,
  model: 'openai/imagine-9',
  modelName: 'Imagine Nine',
  provider: 'openai',
};

const ROWS = [
  { rating: 5, tags: ['Fox', 'snow'], width: 1600, height: 900, bytes: 6_000_000 },
  {
    rating: 3,
    tags: ['fox'],
    recipe: { ...IMAGINE, seed: 99 },
    origin: 'generated',
    notes: 'For the cover',
  },
  {
    width: 900,
    height: 1600,
    recipe: RECIPE,
    origin: 'generated',
    is_favorite: true,
    bytes: 900_000,
  },
  {
    mime: 'image/webp',
    width: 1000,
    height: 1010,
    created_at: ago(40),
    recipe: { ...RECIPE, sources: [{ sha256: sha('0'), role: 'edit' }] },
  },
  { custom_title: null, file_name: 'e', created_at: ago(400), duration_seconds: 12.5 },
];

test('each filter finds what it says', () => {
  const { search } = library(ROWS);
  const cases: [search: string, titles: string][] = [
    ['rating:>3', 'a'],
    ['rating:>=3', 'ab'],
    ['rating:3', 'b'],
    ['-rating:>=3', 'cd'],
    ['rating:9', 'abcd'],
    ['rating:', 'abcd'],
    ['tag:fox', 'ab'],
    ['tag:FOX -tag:snow', 'b'],
    ['tag:fo', ''],
    ['model:imagine', 'b'],
    ['model:draft', 'cd'],
    ['-model:draft', 'ab'],
    ['provider:openai', 'b'],
    ['seed:99', 'b'],
    ['before:2026-11-20', 'cd'],
    ['after:2026-11-20', 'a'],
    ['on:yesterday', 'b'],
    ['on:2026-11', 'abc'],
    ['after:7d', 'abc'],
    ['before:1y', ''],
    ['ratio:16:9', 'a'],
    ['ratio:portrait', 'c'],
    ['ratio:square', 'd'],
    ['has:notes', 'b'],
    ['has:sources', 'd'],
    ['has:recipe has:title', 'bcd'],
    ['is:favorite', 'c'],
    ['is:imported', 'ad'],
    ['is:generated', 'bc'],
    ['is:untagged', 'cd'],
    ['is:unrated', 'cd'],
    ['is:cloud', 'abcd'],
    ['is:video', ''],
    ['type:webp', 'd'],
    ['type:image -type:png', 'd'],
    ['width:>1500', 'a'],
    ['height:1600', 'c'],
    ['size:>5mb', 'a'],
    ['size:900kb', 'ac'],
    ['size:<1mb', 'bcd'],
    ['duration:>5', ''],
    ['cover', 'b'],
    ['"for the"', 'b'],
    ['"the for"', ''],
    ['snow -fox', ''],
    ['fox -snow', 'bcd'],
    ['fxo', ''],
    ['covre', 'b'],
    ['covar imagin', 'b'],
    ['zzzz', ''],
    ['nonsense:fox', ''],
    ['-nonsense:fox rating:5', 'a'],
    ['in:nowhere', ''],
  ];
  // The fifth has no title, so it is never named.
  for (const [text, titles] of cases) expect([text, search(text)]).toEqual([text, titles]);
});

test('color: and like: find the nearest, nearest first or in the order asked for', () => {
  const { db, ids, search, titles } = library([{}, {}, {}, {}]);
  const looks = [
    ['#ff8800', 'ffffffff00000000'],
    ['#0000ff', '00000000ffffffff'],
    ['#ff8a04', 'ffffffff0000000f'],
    ['#fe8801', 'ffffffff00000001'],
  ];
  looks.forEach(([color, phash], index) => {
    const facts = {
      sha256: sha(String(index)),
      mime: 'image/png',
      bytes: 1,
      width: 4,
      height: 3,
    } as const;
    fileArrived(db, { ...facts, thumbhash: null });
    db.run(
      'update files set palette = ?, phash = ? where sha256 = ?',
      JSON.stringify([{ color, share: 1 }]),
      phash!,
      facts.sha256,
    );
  });
  expect(titles({ search: 'color:#ff8800', sort: 'best' })).toBe('adc');
  expect(search('color:#f80')).toBe('acd');
  expect(search('-color:#f80')).toBe('b');
  expect(titles({ search: `like:${ids[0]}`, sort: 'best' })).toBe('dc');
  expect(titles({ search: `like:${ids[0]} color:blue`, sort: 'best' })).toBe('');
});

test('orders: rating, largest, title, oldest; equal ones newest first', () => {
  const { titles } = library(ROWS);
  expect(titles({ sort: 'rating' })).toBe('abcd');
  expect(titles({ sort: 'largest' })).toBe('acbd');
  expect(titles({ sort: 'oldest' })).toBe('dcba');
  expect(titles({ sort: 'best' })).toBe('abcd');
});

test('a stack is one entry: its first work in the order, with the works of it that are in the list', () => {
  const stack_id = newId();
  const { db, ids, context } = library([{ stack_id }, {}, { stack_id }, { stack_id }]);
  const entries = (filter: Partial<LibraryFilter>) =>
    listLibrary(db, { shelf: 'all', stacked: true, ...filter }, { offset: 0, limit: 9 }).items.map(
      (work) => [work.title, work.stackSize],
    );
  expect(entries({})).toEqual([
    ['a', 3],
    ['b', 1],
  ]);
  expect(entries({ sort: 'oldest' })).toEqual([
    ['d', 3],
    ['b', 1],
  ]);
  trashWorks(context, [ids[0]!]);
  expect(entries({})).toEqual([
    ['b', 1],
    ['c', 2],
  ]);
  expect(stackOf(db, stack_id).map((work) => [work.title, work.stackSize])).toEqual([
    ['d', 2],
    ['c', 2],
  ]);
});

test('the timeline counts days of the creator’s zone, also where clocks change', () => {
  const { db } = library([
    { created_at: '2026-11-21T23:30:00Z' },
    { created_at: '2026-11-21T22:59:00Z' },
    { created_at: '2026-10-25T00:30:00Z' },
    { created_at: '2026-10-25T22:30:00Z' },
    { created_at: '2026-10-24T22:30:00Z' },
    { created_at: '2026-10-24T21:59:59Z' },
  ]);
  const days = (zone: string, sort: LibraryFilter['sort'] = 'newest') =>
    libraryTimeline(db, { shelf: 'all', sort }, zone).map(({ day, count }) => `${day} ${count}`);
  expect(days('Europe/Paris')).toEqual([
    '2026-11-22 1',
    '2026-11-21 1',
    '2026-10-25 3',
    '2026-10-24 1',
  ]);
  expect(days('Asia/Kathmandu', 'oldest')).toEqual([
    '2026-10-25 3',
    '2026-10-26 1',
    '2026-11-22 2',
  ]);
  expect(days('UTC')).toEqual(['2026-11-21 2', '2026-10-25 2', '2026-10-24 2']);
  expect(() => days('Mars/Olympus')).toThrow(/no such time zone/);
});

test('facets: what there is to choose from, most used first', () => {
  const { db, context, ids } = library(ROWS);
  expect(facetsOf(db)).toEqual({
    labels: [],
    tags: [
      { value: 'Fox', count: 2 },
      { value: 'snow', count: 1 },
    ],
    models: [
      { value: 'Draft', count: 2 },
      { value: 'Imagine Nine', count: 1 },
    ],
    ratios: [
      { value: '4:3', count: 2 },
      { value: '16:9', count: 1 },
      { value: '1:1', count: 1 },
      { value: '9:16', count: 1 },
    ],
    projects: [],
  });
  trashWorks(context, ids.slice(1, 2));
  expect(facetsOf(db).models).toEqual([{ value: 'Draft', count: 2 }]);
});

test('a smart collection holds what its search finds, and what is typed narrows it', () => {
  const { context, titles } = library(ROWS);
  const smart = createCollection(context, 'Foxes', [], { search: 'tag:fox' });
  expect(smart).toMatchObject({ search: 'tag:fox', count: 2, coverSha256: sha('0') });
  expect(titles({ collectionId: smart.id })).toBe('ab');
  expect(titles({ collectionId: smart.id, search: 'rating:5' })).toBe('a');
  const manual = createCollection(context, 'Two words', []);
  expect(titles({ search: 'in:"two WORDS"' })).toBe('');
  expect(manual.count).toBe(0);
});

test('pages, counts and all ids of a list agree with plain SQL through 200 random changes', () => {
  const rows = Array.from({ length: 120 }, (_, index) => ({
    created_at: ago(index % 40),
    rating: index % 6,
    custom_title: `t${(index * 37) % 120}`,
  }));
  const { db, context, ids } = library(rows);
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const { id: collection } = createCollection(context, 'C', []);
  const orders = {
    newest: 'created_at desc, id desc',
    oldest: 'created_at, id',
    title: 'sort_title, id',
    rating: 'rating desc, created_at desc, id desc',
    largest: 'bytes desc, created_at desc, id desc',
  } as const;
  for (let turn = 0; turn < 200; turn += 1) {
    const live = db.column<string>('select id from user_library order by id');
    const id = live[random(live.length)]!;
    const trashed = db.get(
      'select 1 from user_library where id = ? and trashed_at is not null',
      id,
    );
    const act = random(7);
    if (act === 0) updateWorks(context, [id], { rating: random(6), title: `t${random(200)}` });
    else if (act === 1) updateWorks(context, [id], { isFavorite: random(2) === 0 });
    else if (act === 2) trashWorks(context, [id]);
    else if (act === 3) restoreWorks(context, [id]);
    else if (act === 4 && trashed && live.length > 60) purgeWorks(context, [id]);
    else if (act === 5) {
      const fields = { created_at: ago(random(60)), sha256: sha('e'), bytes: 1 + random(9) };
      applyServerRow(db, 'user_library', workRow(newId(), fields), String(1_000 + turn));
    } else if (act === 6) addToCollection(context, collection, [id]);
    const sort = Object.keys(orders)[random(5)] as keyof typeof orders;
    const shelf = (['all', 'favorites', 'trash'] as const)[random(3)]!;
    const where = {
      all: 'trashed_at is null',
      favorites: 'trashed_at is null and is_favorite = 1',
      trash: 'trashed_at is not null',
    }[shelf];
    const expected = db.column<string>(
      `select id from user_library where ${where} order by ${orders[sort]}`,
    );
    expect(listLibraryIds(db, { shelf, sort })).toEqual(expected);
    const page = listLibrary(db, { shelf, sort }, { offset: 20, limit: 10 });
    expect(page.items.map((work) => work.id)).toEqual(expected.slice(20, 30));
    expect([page.total, countLibrary(db)[shelf]]).toEqual([expected.length, expected.length]);
  }
  expect(ids.length).toBe(120);
});

test('what a rolled back command wrote is not in the list', () => {
  const { db, context, titles } = library([{}, {}]);
  expect(titles({})).toBe('ab');
  expect(() =>
    db.transaction(() => {
      applyServerRow(db, 'user_library', workRow(newId(), { custom_title: 'x' }), '9');
      expect(titles({ sort: 'oldest' })).toContain('x');
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(titles({})).toBe('ab');
  expect(context.clock).toBeDefined();
});

test('works are found by the title of their project, also after it was renamed, and those of none', () => {
  const project = newId();
  const other = newId();
  const { db, search, titles } = library([
    { project_id: project },
    {},
    { project_id: project },
    { project_id: other },
  ]);
  const named = (title: string, xid: string) =>
    applyServerRow(db, 'projects', { id: project, title, created_at: ago(1) }, xid);
  named('Été 2026', '10');
  expect(search('project:"ÉTÉ 2026"')).toBe('ac');
  expect(search('project:none')).toBe('b');
  expect(search('-project:"été 2026"')).toBe('bd');
  expect(facetsOf(db).projects).toEqual([{ value: 'Été 2026', count: 2 }]);
  applyServerRow(db, 'projects', { id: other, title: 'Atlas', created_at: ago(1) }, '11');
  expect(titles({ sort: 'project' })).toBe('dacb');
  expect(libraryGroups(db, { sort: 'project' }, NOW)).toEqual([
    { projectId: other, title: 'Atlas', count: 1 },
    { projectId: project, title: 'Été 2026', count: 2 },
    { projectId: null, title: null, count: 1 },
  ]);
  named('Winter', '12');
  expect(search('project:winter')).toBe('ac');
  expect(search('project:"été 2026"')).toBe('');
  // A project that was deleted holds no works any more.
  const gone = { id: project, title: 'Winter', created_at: ago(1), deleted_at: ago(0) };
  applyServerRow(db, 'projects', gone, '13');
  expect(search('project:none')).toBe('abc');
});
