import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Swatch, Tone } from '../../contract/assets.ts';
import type { SyncRow } from '../../contract/sync.ts';
import { type Database, openDatabase } from '../system/database.ts';
import { newId } from '../system/ids.ts';
import { applyServerRow } from './apply.ts';
import { filesAfter, setLooks, setTones } from './files.ts';
import { listLibrary } from './library-list.ts';
import { MIGRATIONS } from './migrations/all.ts';
import { facetsOf } from './query/facets.ts';
import { rewriteMarkedRows } from './rewrite-rows.ts';
import { sha, testFolder, testLibrary, workRow } from './test-library.ts';
import { namesOfTones, tonesOf } from './tones.ts';

const SEEN = {
  description: 'An old lighthouse above a stormy sea.',
  labels: ['lighthouse', 'rough sea'],
  style_tags: ['oil painting'],
  nsfw_score: 0.02,
};

const found = (db: Database, search: string) =>
  listLibrary(
    db,
    { shelf: 'all', sort: 'oldest', stacked: false, search },
    { offset: 0, limit: 50 },
  ).items.map((work) => work.title);

function library(rows: Record<string, SyncRow>) {
  const made = testLibrary();
  Object.entries(rows).forEach(([custom_title, fields], at) => {
    const created_at = new Date(Date.UTC(2026, 0, 1, 0, 0, at)).toISOString();
    const row = workRow(newId(), { custom_title, created_at, ...fields });
    applyServerRow(made.db, 'user_library', row, String(at + 1));
  });
  return made.db;
}

test('what a model saw is shown, found by its words and by label:, and offered', () => {
  const db = library({ one: SEEN, two: { labels: ['sea'] }, three: { description: 'A boat' } });
  const works = listLibrary(
    db,
    { shelf: 'all', sort: 'oldest', stacked: false },
    { offset: 0, limit: 9 },
  ).items;
  expect(works[0]?.seen).toEqual({
    description: SEEN.description,
    labels: SEEN.labels,
    styleTags: SEEN.style_tags,
    nsfwScore: 0.02,
  });
  for (const [search, titles] of [
    ['stormy', ['one']],
    ['lighthuose', ['one']],
    ['sea', ['one', 'two']],
    ['label:sea', ['one', 'two']],
    ['label:"rough sea"', ['one']],
    ['label:"oil painting"', ['one']],
    ['label:stormy', []],
    ['-label:sea', ['three']],
    ['label:"a" OR "b"', []],
    ['label:🦊', []],
  ] as const) {
    expect(found(db, search), search).toEqual(titles);
  }
  expect(facetsOf(db).labels).toEqual([
    { value: 'lighthouse', count: 1 },
    { value: 'rough sea', count: 1 },
    { value: 'sea', count: 1 },
  ]);
});

test('what another program wrote there shows nothing, and never hides the work', () => {
  const db = library({
    one: { description: 7, labels: 'sea', style_tags: [1], nsfw_score: 3 },
    two: { labels: [], style_tags: [], description: null, nsfw_score: 0.4 },
  });
  expect(found(db, '')).toEqual(['one', 'two']);
  expect(found(db, 'label:sea')).toEqual([]);
});

const palette = (...colors: [string, number][]): Swatch[] =>
  colors.map(([color, share]) => ({ color, share }));

test.each<[string, Swatch[], Tone[]]>([
  ['nothing', [], []],
  ['night', palette(['#05080f', 0.8], ['#101c4e', 0.2]), ['dark', 'muted', 'cool']],
  ['snow', palette(['#f5f5f5', 0.9], ['#d0d0d0', 0.1]), ['bright', 'monochrome']],
  ['sunset', palette(['#ff7a18', 0.6], ['#b3261e', 0.4]), ['vivid', 'warm']],
  ['ink', palette(['#000000', 0.5], ['#ffffff', 0.5]), ['monochrome', 'contrasty']],
])('the tones of %s', (_, swatches, tones) => {
  expect(namesOfTones(tonesOf(swatches))).toEqual(tones);
});

test('tones are known with the palette, of files from before too, and label: finds them', () => {
  const db = library({ one: {}, two: { sha256: sha('b') } });
  setLooks(db, sha('a'), { palette: palette(['#05080f', 1]) });
  expect(found(db, 'label:dark')).toEqual(['one']);
  db.run('update files set tones = null, palette = ?', JSON.stringify(palette(['#ffffff', 1])));
  setTones(db, filesAfter(db, '', 10));
  expect(found(db, 'label:bright')).toEqual(['one', 'two']);
  expect(found(db, 'label:Dark')).toEqual([]);
});

test('a library from before is searched for what the server already said (rule S11)', () => {
  const path = join(testFolder(), 'studio.sqlite');
  const former = openDatabase({
    path,
    migrations: MIGRATIONS.filter(({ number }) => number < 10),
  });
  const row = workRow(newId(), { custom_title: 'kept', tags: ['Fox'], ...SEEN });
  former.run(
    "insert into server_rows (tbl, id, xid, row) values ('user_library', ?, '5', ?)",
    String(row['id']),
    JSON.stringify(row),
  );
  former.run(
    `insert into user_library (id, origin, sha256, mime, bytes, width, height, is_favorite, sort_title, created_at)
     values (?, 'imported', ?, 'image/png', 10, 4, 3, 0, '', '2026-11-20T08:00:00.000Z')`,
    String(row['id']),
    sha('a'),
  );
  former.close();
  const db = openDatabase({ path, migrations: MIGRATIONS });
  rewriteMarkedRows(db);
  for (const search of ['kept', 'stormy', 'label:lighthouse', 'tag:fox']) {
    expect(found(db, search), search).toEqual(['kept']);
  }
  db.close();
});
