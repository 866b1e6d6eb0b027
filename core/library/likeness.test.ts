import { expect, test } from 'vitest';
import type { Swatch } from '../../contract/assets.ts';
import { newId } from '../system/ids.ts';
import { applyServerRow } from './apply.ts';
import { nearDuplicates } from './duplicates.ts';
import { setNotDuplicates, withoutDismissed } from './not-duplicates.ts';
import { fileArrived } from './files.ts';
import { NEAR_BITS, nearestByColor, nearestByWork, nearTwins } from './likeness.ts';
import { likenessesOf, warmLikenesses } from './likeness-index.ts';
import { groupNear } from './near-hashes.ts';
import { type TestLibrary, testLibrary, workRow } from './test-library.ts';

interface Look {
  phash: string;
  palette: Swatch[];
}

/** The first of them the most of it; one alone is all of it. */
function plain(first: string, ...others: string[]): Swatch[] {
  const share = 0.2 / others.length;
  return [
    { color: first, share: others.length === 0 ? 1 : 0.8 },
    ...others.map((color) => ({ color, share })),
  ];
}

let contents = 0;

/** A work with a content of its own; answers its number. */
function add({ db }: TestLibrary, look: Look | null, at = '2026-11-20T08:00:00Z') {
  contents += 1;
  const sha256 = contents.toString(16).padStart(64, '0');
  const id = newId();
  applyServerRow(db, 'user_library', workRow(id, { sha256, created_at: at }), String(contents));
  const facts = { sha256, mime: 'image/png', bytes: 1, width: 4, height: 3 } as const;
  if (look) fileArrived(db, { ...facts, thumbhash: 'x', ...look });
  const nr = db.get<{ nr: number }>('select nr from user_library where id = ?', id)?.nr ?? -1;
  return { id, nr, sha256, facts };
}

const numbers = (near: readonly { nr: number }[]) => near.map(({ nr }) => nr);
const HASH = '0123456789abcdef';

test('works are found by a colour: the nearest and the most of it first', () => {
  const library = testLibrary();
  const blue = add(library, { phash: HASH, palette: plain('#1020e0') });
  const someBlue = add(library, { phash: HASH, palette: plain('#f0f0f0', '#1020e0') });
  const green = add(library, { phash: HASH, palette: plain('#10e020', '#e0e010') });
  add(library, null);
  const found = nearestByColor(library.db, '#1020e0', 10);
  expect(numbers(found)).toEqual([blue.nr, someBlue.nr, green.nr]);
  expect(found[0]?.distance).toBeCloseTo(0, 2);
  expect(found[1]?.distance).toBeLessThan(0.1);
  expect(found[2]?.distance).toBeGreaterThan(0.3);
  expect(numbers(nearestByColor(library.db, '#1020e0', 1))).toEqual([blue.nr]);
  expect(numbers(nearestByColor(library.db, '#10f030', 10, (nr) => nr !== green.nr))).toEqual([
    someBlue.nr,
    blue.nr,
  ]);
});

test('works are found by another: in shape and colour, without itself', () => {
  const library = testLibrary();
  const palette = plain('#804020', '#f0e0d0');
  const own = add(library, { phash: HASH, palette });
  const far = add(library, { phash: 'fedcba9876543210', palette: plain('#2040ff') });
  const same = add(library, { phash: HASH, palette });
  const otherColor = add(library, { phash: HASH, palette: plain('#2040ff') });
  const near = add(library, { phash: '0123456789abcdee', palette });
  const unknown = add(library, null);
  expect(numbers(nearestByWork(library.db, own.id, 10))).toEqual([
    same.nr,
    near.nr,
    otherColor.nr,
    far.nr,
  ]);
  expect(nearestByWork(library.db, own.id, 1)[0]).toEqual({ nr: same.nr, distance: 0 });
  expect(nearestByWork(library.db, unknown.id, 10)).toEqual([]);
  expect(nearestByWork(library.db, newId(), 10)).toEqual([]);
});

test('what is added, analysed, replaced, removed or rolled back afterwards is seen by the next question', () => {
  const library = testLibrary();
  const { db } = library;
  const one = add(library, { phash: HASH, palette: plain('#ff0000') });
  const asked = () => numbers(nearestByColor(db, '#ff0000', 10));
  expect(asked()).toEqual([one.nr]);
  const { generation } = likenessesOf(db);
  expect(likenessesOf(db).generation).toBe(generation);

  const late = add(library, null);
  expect(asked()).toEqual([one.nr]);
  fileArrived(db, { ...late.facts, thumbhash: 'x', phash: HASH, palette: plain('#ff0000') });
  expect(asked()).toEqual([late.nr, one.nr]);
  expect(likenessesOf(db).generation).toBeGreaterThan(generation);

  applyServerRow(
    db,
    'user_library',
    workRow(one.id, { deleted_at: '2026-11-21T08:00:00Z' }),
    '900',
  );
  expect(asked()).toEqual([late.nr]);
  expect(() =>
    db.transaction(() => {
      db.run('delete from user_library where nr = ?', late.nr);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(asked()).toEqual([late.nr]);
  // The highest number is given out again.
  db.run('delete from user_library where nr = ?', late.nr);
  const again = add(library, { phash: HASH, palette: plain('#ff0000') });
  expect(asked()).toEqual([again.nr]);
  for (let more = 0; more < 30; more += 1) add(library, { phash: HASH, palette: plain('#00ff00') });
  expect(numbers(nearestByColor(db, '#ff0000', 1))).toEqual([again.nr]);
  expect(nearestByColor(db, '#00ff00', 100)).toHaveLength(31);
});

test('a palette that was written otherwise than expected spoils nothing', () => {
  const library = testLibrary();
  const { db } = library;
  const work = add(library, { phash: HASH, palette: [] });
  db.run(
    "update files set palette = '[{\"share\":1}]', phash = 'zz' where sha256 = ?",
    work.sha256,
  );
  expect(nearestByColor(db, 'orange', 10)).toEqual([]);
  expect(nearestByWork(db, work.id, 10)).toEqual([]);
});

test('twins of a picture that is not in the library yet', () => {
  const library = testLibrary();
  const { db } = library;
  const palette = plain('#804020', '#f0e0d0');
  const first = add(library, { phash: HASH, palette });
  add(library, { phash: HASH, palette: plain('#2040ff') });
  const last = add(library, { phash: '0123456789abcdee', palette });
  expect(nearTwins(db, { phash: HASH, palette }, 10)).toEqual([last.nr, first.nr]);
  expect(nearTwins(db, { phash: HASH, palette }, 1)).toEqual([last.nr]);
  expect(nearTwins(db, { phash: 'fedcba9876543210', palette }, 10)).toEqual([]);
  // Asking leaves nothing behind.
  expect(nearestByColor(db, '#804020', 10)).toHaveLength(3);
});

test('warmed in the background while works come, change and go, it knows the same', async () => {
  const library = testLibrary();
  const { db } = library;
  const works: { nr: number }[] = [];
  db.transaction(() => {
    for (let each = 0; each < 2_500; each += 1) {
      works.push(add(library, { phash: HASH, palette: plain('#00ff00') }));
    }
  });
  const warming = warmLikenesses(db);
  const red = plain('#ff0000');
  db.run('delete from user_library where nr = ?', works[3]!.nr);
  db.run(
    `update files set palette = ? where sha256 = (select sha256 from user_library where nr = ?)`,
    JSON.stringify(red),
    works[5]!.nr,
  );
  const late = add(library, { phash: HASH, palette: red });
  await warming;
  expect(numbers(nearestByColor(db, '#ff0000', 2))).toEqual([late.nr, works[5]!.nr]);
  expect(nearestByColor(db, '#00ff00', 5_000)).toHaveLength(2_500);
});

/** Seeded, so that a failure can be seen again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
}

test('near hashes: the same groups as comparing each with each', async () => {
  const next = random(7);
  const hashes = new Uint32Array(2 * 600);
  for (let place = 0; place < 600; place += 1) {
    const from = place > 0 && next() % 3 === 0 ? next() % place : -1;
    for (const half of [0, 1])
      hashes[place * 2 + half] = from < 0 ? next() : hashes[from * 2 + half]!;
    const flips = from < 0 ? 0 : next() % 12;
    for (let flip = 0; flip < flips; flip += 1) {
      const bit = (next() >>> 8) % 64;
      hashes[place * 2 + (bit >> 5)] = (hashes[place * 2 + (bit >> 5)]! ^ (1 << (bit & 31))) >>> 0;
    }
  }
  const value = (place: number) =>
    (BigInt(hashes[place * 2]!) << 32n) | BigInt(hashes[place * 2 + 1]!);
  const labels = Array.from({ length: 600 }, (_, place) => place);
  for (let one = 0; one < 600; one += 1) {
    for (let two = one + 1; two < 600; two += 1) {
      const bits = (value(one) ^ value(two)).toString(2).replaceAll('0', '').length;
      if (bits > NEAR_BITS || labels[one] === labels[two]) continue;
      const [to, from] = [labels[one], labels[two]];
      for (const [place, label] of labels.entries()) if (label === from) labels[place] = to!;
    }
  }
  const expected = [...new Set(labels)]
    .map((label) => labels.flatMap((each, place) => (each === label ? [place] : [])))
    .filter((group) => group.length > 1);
  const byFirst = (a: number[], b: number[]) => a[0]! - b[0]!;
  const found = await groupNear(hashes, () => true);
  expect(expected.length).toBeGreaterThan(20);
  expect(found.sort(byFirst)).toEqual(expected.sort(byFirst));
});

test('near duplicates: groups with the oldest first, without the trash, and plain surfaces by their colour', async () => {
  const library = testLibrary();
  const { db } = library;
  const palette = plain('#804020', '#f0e0d0');
  const newer = add(library, { phash: '0123456789abcdee', palette }, '2026-11-20T09:00:00Z');
  const older = add(library, { phash: HASH, palette }, '2026-11-20T07:00:00Z');
  const other = add(library, { phash: 'ffff0000ffff0000', palette }, '2026-11-20T10:00:00Z');
  const red = add(library, { phash: '0'.repeat(16), palette: plain('#ff0000') });
  const red2 = add(library, { phash: '0'.repeat(16), palette: plain('#fe0101') });
  const white = add(library, { phash: '0'.repeat(16), palette: plain('#ffffff') });
  expect(await nearDuplicates(db)).toEqual([
    [older.nr, newer.nr],
    [red.nr, red2.nr],
  ]);
  const third = add(library, { phash: '0123456789abcdff', palette }, '2026-11-20T11:00:00Z');
  db.run("update user_library set trashed_at = '2026-11-21' where nr in (?, ?)", newer.nr, red.nr);
  expect(await nearDuplicates(db)).toEqual([[older.nr, third.nr]]);
  expect([other.nr, white.nr].some((nr) => [older.nr, third.nr].includes(nr))).toBe(false);
});

test('a group that was said to be none is not shown, until it is another or that is taken back', async () => {
  const library = testLibrary();
  const { db, context } = library;
  const palette = plain('#804020', '#f0e0d0');
  const [one, two] = [
    add(library, { phash: HASH, palette }),
    add(library, { phash: HASH, palette }),
  ];
  const idOf = ({ nr }: { nr: number }) =>
    db.column<string>('select id from user_library where nr = ?', nr)[0] ?? '';
  const shown = async () =>
    withoutDismissed(db, await nearDuplicates(db)).map((group) => group.length);
  expect(await shown()).toEqual([2]);
  setNotDuplicates(context, [idOf(two), idOf(one)], true);
  expect(await shown()).toEqual([]);
  add(library, { phash: HASH, palette });
  expect(await shown()).toEqual([3]);
  db.run(
    "update user_library set trashed_at = '2026-11-21' where nr = (select max(nr) from user_library)",
  );
  expect(await shown()).toEqual([]);
  setNotDuplicates(context, [idOf(one), idOf(two)], false);
  expect(await shown()).toEqual([2]);
});

test('thousands of one hash do not cost their square', async () => {
  const library = testLibrary();
  library.db.transaction(() => {
    for (let each = 0; each < 3_000; each += 1) {
      add(library, { phash: HASH, palette: plain(each % 2 ? '#ff0000' : '#0000ff') });
    }
  });
  const started = process.cpuUsage();
  const groups = await nearDuplicates(library.db);
  expect(groups.map((group) => group.length)).toEqual([1_500, 1_500]);
  expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
});
