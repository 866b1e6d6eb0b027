import { expect, test } from 'vitest';
import { EMBEDDING_LENGTH, packEmbedding } from '../../contract/embedding.ts';
import { newId } from '../system/ids.ts';
import { applyServerRow } from './apply.ts';
import { listLibrary } from './library-list.ts';
import { nearestByMeaning } from './meaning-index.ts';
import {
  countMeanings,
  keepMeaning,
  keepMeaningOfText,
  meaningOfText,
  nextMeanings,
} from './meanings.ts';
import { writeSettings } from './settings.ts';
import { RECIPE, testLibrary, workRow } from './test-library.ts';
import { findWork } from './works.ts';

const NOW = '2026-11-21T08:00:00.000Z';

/** Numbers that point mostly one way, and a little to another. */
const towards = (way: number, also = 0) =>
  packEmbedding(
    Array.from({ length: EMBEDDING_LENGTH }, (_, at) => {
      if (at === way) return 1;
      return at === also ? 0.5 : Math.sin(at * 7) / 100;
    }),
  );

function library() {
  const { db } = testLibrary();
  let xid = 0;
  const work = (prompt: string, fields: object = {}, id = newId()) => {
    const row = workRow(id, { recipe: { ...RECIPE, prompt }, ...fields });
    applyServerRow(db, 'user_library', row, String((xid += 1)));
    return id;
  };
  const learn = (way: number, also?: number) => {
    for (const waiting of nextMeanings(db, NOW, 1)) keepMeaning(db, waiting, towards(way, also));
  };
  return { db, work, learn };
}

test('works are found by what they mean, the nearest first, among what else is searched for', () => {
  const { db, work, learn } = library();
  writeSettings(db, { findByMeaning: true }, NOW);
  const near = work('a lighthouse');
  learn(3);
  const nearer = work('phare', { is_favorite: true });
  learn(3, 7);
  const far = work('cherries');
  learn(900);
  const wanted = towards(3, 7);
  keepMeaningOfText(db, 'beacon by the SEA', { vector: wanted, now: NOW });
  const found = (search: string, sort: 'best' | 'oldest' = 'best') =>
    listLibrary(
      db,
      { search, sort, shelf: 'all', stacked: false },
      { offset: 0, limit: 10 },
      new Date(NOW),
    ).items.map(({ id }) => id);
  expect(found('meaning:"beacon  by the sea"')).toEqual([nearer, near]);
  expect(found('meaning:"beacon by the sea" is:favorite')).toEqual([nearer]);
  expect(found('meaning:"beacon by the sea"', 'oldest')).toEqual([near, nearer]);
  expect(found('-meaning:"beacon by the sea"')).toEqual([far]);
  // Nobody has said what this means.
  expect(found('meaning:submarine')).toEqual([]);
  expect(meaningOfText(db, 'submarine')).toBeUndefined();
  applyServerRow(db, 'user_library', { id: nearer, deleted_at: NOW }, '90');
  expect(found('meaning:"beacon by the sea"')).toEqual([near]);
  expect(countMeanings(db)).toEqual({ known: 2, waiting: 0 });
});

test('a text is asked for once: again when its words change, not for anything else', () => {
  const { db, work } = library();
  const before = work('from before it was switched on');
  expect(nextMeanings(db, NOW, 10)).toEqual([]);
  writeSettings(db, { findByMeaning: true }, NOW);
  const waiting = () => nextMeanings(db, NOW, 10);
  expect(waiting().map(({ text }) => text)).toEqual(['from before it was switched on']);
  const id = work('a pier', { description: 'wood over water', custom_title: 'Pier' });
  expect(waiting().find(({ library_id }) => library_id === id)?.text).toBe(
    'Pier\na pier\nwood over water',
  );
  for (const one of waiting()) keepMeaning(db, one, towards(1));
  expect(waiting()).toEqual([]);
  work(
    'a pier',
    { description: 'wood over water', custom_title: 'Pier', rating: 4, notes: 'x' },
    id,
  );
  expect(waiting()).toEqual([]);
  work('a pier at night', {}, id);
  expect(waiting().map(({ library_id }) => library_id)).toEqual([id]);
  // Without words, and without the server, nothing is asked.
  work('', { recipe: null });
  expect(waiting()).toHaveLength(1);
  db.run('update server_rows set xid = null where id = ?', id);
  expect(waiting()).toEqual([]);
  writeSettings(db, { findByMeaning: false }, NOW);
  expect(countMeanings(db)).toEqual({ known: 2, waiting: 0 });
  expect(findWork(db, before)).toBeDefined();
});

test('of thousands the nearest are those that an exact look at all of them finds', () => {
  const { db } = library();
  // A fixed sequence: every run sees the same library.
  let state = 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647 - 0.5;
  };
  // As the model's: the first numbers say most.
  const vectors = Array.from({ length: 1_000 }, () =>
    Array.from({ length: EMBEDDING_LENGTH }, (_, at) => random() * (at < 256 ? 2 : 1)),
  );
  db.transaction(() => {
    for (const [nr, vector] of vectors.entries()) {
      const id = newId();
      applyServerRow(db, 'user_library', workRow(id), String(nr + 1));
      keepMeaning(db, { library_id: id, hash: 'x', text: '', tries: 0 }, packEmbedding(vector));
    }
  });
  const wanted = vectors[234]!.map((number) => number + random() * 0.8);
  const cosine = (other: readonly number[]) => {
    const dot = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, number, at) => sum + number * b[at]!, 0);
    return dot(wanted, other) / Math.sqrt(dot(wanted, wanted) * dot(other, other));
  };
  const exact = vectors
    .map((vector, at) => ({ nr: at + 1, alike: cosine(vector) }))
    .sort((a, b) => b.alike - a.alike);
  const found = nearestByMeaning(db, packEmbedding(wanted), 10);
  expect(found[0]?.nr).toBe(235);
  expect(1 - found[0]!.distance).toBeCloseTo(exact[0]!.alike, 2);
  const best = new Set(exact.slice(0, 10).map(({ nr }) => nr));
  expect(found.filter(({ nr }) => best.has(nr)).length).toBeGreaterThanOrEqual(8);
});
