import { describe, expect, test } from 'vitest';
import type { LibraryFilter } from '../../contract/studio/library.ts';
import { newId } from '../system/ids.ts';
import { applyServerRow } from './apply.ts';
import { createCollection } from './edit-collections.ts';
import { countLibrary, listLibrary, listLibraryIds } from './library-list.ts';
import { RECIPE, testLibrary, workRow } from './test-library.ts';

const FIRST = { offset: 0, limit: 100 };
const ALL: LibraryFilter = { shelf: 'all', sort: 'newest', stacked: false };

function shelf(rows: Record<string, unknown>[]) {
  const library = testLibrary();
  const ids = rows.map(() => newId());
  rows.forEach((fields, index) => {
    const created_at = new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();
    applyServerRow(
      library.db,
      'user_library',
      workRow(ids[index] ?? '', { created_at, ...fields }),
      String(index + 1),
    );
  });
  const titles = (filter: Partial<LibraryFilter>) =>
    listLibrary(library.db, { ...ALL, ...filter }, FIRST).items.map((work) => work.title);
  return { library, ids, titles };
}

test('shelves, sorts and counts', () => {
  const { library, titles } = shelf([
    { custom_title: 'Éclair', is_favorite: true },
    { custom_title: 'zebra' },
    { custom_title: 'apple', trashed_at: '2026-11-01T00:00:00Z', is_favorite: true },
    { custom_title: 'Fox' },
  ]);
  expect(titles({})).toEqual(['Fox', 'zebra', 'Éclair']);
  expect(titles({ sort: 'oldest' })).toEqual(['Éclair', 'zebra', 'Fox']);
  expect(titles({ sort: 'title' })).toEqual(['Éclair', 'Fox', 'zebra']);
  expect(titles({ shelf: 'favorites' })).toEqual(['Éclair']);
  expect(titles({ shelf: 'trash' })).toEqual(['apple']);
  expect(countLibrary(library.db)).toEqual({ all: 3, favorites: 1, trash: 1 });
});

describe('search', () => {
  const rows = [
    { custom_title: 'one', recipe: { ...RECIPE, prompt: 'A red fox 🦊 in the snow' } },
    { custom_title: 'two', file_name: 'IMG_0042 vacances.jpg' },
    { custom_title: 'Crème brûlée' },
    { custom_title: 'ثعلب أحمر', recipe: { ...RECIPE, prompt: 'ثعلب', modelName: 'Imagine Nine' } },
  ];
  test.each([
    ['fox', ['one']],
    ['SNO re', ['one']],
    ['ox', []],
    ['vacan', ['two']],
    ['img_00', ['two']],
    ['creme bru', ['Crème brûlée']],
    ['أحم', ['ثعلب أحمر']],
    ['imagine', ['ثعلب أحمر']],
    ['🦊', ['one']],
    ['🐻', []],
    ['fox 🦊', ['one']],
    ['   ', ['ثعلب أحمر', 'Crème brûlée', 'two', 'one']],
  ])('%s', (search, expected) => {
    expect(shelf(rows).titles({ search })).toEqual(expected);
  });

  test.each([
    '"',
    'a"b',
    'NEAR(',
    'title:x',
    '*',
    'AND OR NOT',
    "'; drop table x",
    '^a',
    '\0',
    '-',
  ])('F7: a search of %j is text, never a query', (search) => {
    expect(shelf(rows).titles({ search }).length).toBeLessThanOrEqual(rows.length);
  });

  test('follows an edit and a deletion', () => {
    const { library, ids, titles } = shelf(rows);
    const [id = ''] = ids;
    applyServerRow(library.db, 'user_library', workRow(id, { custom_title: 'wolf' }), '50');
    expect(titles({ search: 'fox' })).toEqual([]);
    expect(titles({ search: 'wolf' })).toEqual(['wolf']);
    applyServerRow(library.db, 'user_library', workRow(id, { deleted_at: '2026-11-21' }), '51');
    expect(titles({ search: 'wolf' })).toEqual([]);
  });
});

test('10,000 works: the first page, a search and all ids come quickly', () => {
  const library = testLibrary();
  const ids: string[] = [];
  library.db.transaction(() => {
    for (let index = 0; index < 10_000; index += 1) {
      const id = newId();
      ids.push(id);
      const created_at = new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString();
      const recipe = { ...RECIPE, prompt: `${index % 100 === 0 ? 'owl' : 'fox'} number ${index}` };
      const sha256 = index.toString(16).padStart(64, '0');
      const row = workRow(id, { created_at, recipe, sha256, is_favorite: index % 10 === 0 });
      applyServerRow(library.db, 'user_library', row, String(index + 1));
    }
  });
  createCollection(library.context, 'Owls', ids.slice(0, 1_000));
  const best = (run: () => unknown) =>
    Math.min(
      ...Array.from({ length: 5 }, () => {
        const before = process.threadCpuUsage();
        run();
        const { user, system } = process.threadCpuUsage(before);
        return (user + system) / 1_000;
      }),
    );
  const page = (filter: Partial<LibraryFilter>) =>
    best(() => listLibrary(library.db, { ...ALL, ...filter }, FIRST));
  // This thread's own milliseconds, so that a busy machine does not count: 1.5 to 3, many more without an index.
  expect(page({})).toBeLessThan(15);
  expect(page({ shelf: 'favorites' })).toBeLessThan(15);
  expect(page({ sort: 'title' })).toBeLessThan(15);
  expect(page({ search: 'owl' })).toBeLessThan(25);
  expect(best(() => listLibraryIds(library.db, ALL))).toBeLessThan(100);
  expect(listLibrary(library.db, { ...ALL, search: 'owl' }, FIRST).total).toBe(100);
});
