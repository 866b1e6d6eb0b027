import { expect, test } from 'vitest';
import { newId } from '../system/ids.ts';
import { acknowledge, applyServerRow } from './apply.ts';
import {
  addToCollection,
  createCollection,
  removeCollection,
  restoreCollection,
  updateCollection,
} from './edit-collections.ts';
import { updateWorks } from './edit-library.ts';
import { dependentsOf, lineageOf } from './lineage.ts';
import { allRows, type PushBody } from './outbox.ts';
import { tagsBeginning } from './tags.ts';
import { RECIPE, sha, testLibrary, workRow } from './test-library.ts';
import { findCollection, listCollections } from './user-collections.ts';

test('collections lie in collections; removing one moves what is in it up', () => {
  const { context, db } = testLibrary();
  const a = createCollection(context, 'A', []);
  const b = createCollection(context, 'B', [], { parentId: a.id });
  const c = createCollection(context, 'C', [], { parentId: b.id });
  expect(c.parentId).toBe(b.id);
  expect(() => updateCollection(context, a.id, { parentId: c.id })).toThrow(/not lie in itself/);
  expect(() => updateCollection(context, a.id, { parentId: a.id })).toThrow(/not lie in itself/);
  expect(() => updateCollection(context, a.id, { parentId: newId() })).toThrow(/no such/);
  removeCollection(context, b.id);
  expect(findCollection(db, c.id)?.parentId).toBe(a.id);
  expect(restoreCollection(context, b.id)).toMatchObject({ name: 'B', parentId: a.id });
});

test('S3: a circle that two devices closed, or a parent that is gone, stands at the top', () => {
  const { db } = testLibrary();
  const [a, b, c, d] = [newId(), newId(), newId(), newId()];
  const put = (id: string, parent_id: string | null) =>
    applyServerRow(
      db,
      'user_collections',
      { id, name: id, parent_id, created_at: '2026-11-20T08:00:00Z' },
      '1',
    );
  put(a, b);
  put(b, a);
  put(c, newId());
  put(d, a);
  const parents = new Map(listCollections(db).map(({ id, parentId }) => [id, parentId]));
  expect(parents).toEqual(new Map([a, b, c, d].map((id) => [id, id === d ? a : null])));
});

test('S1: a collection put into one that is newer is sent after it', () => {
  const { context, db } = testLibrary();
  const inner = createCollection(context, 'inner', []);
  const outer = createCollection(context, 'outer', []);
  updateCollection(context, inner.id, { parentId: outer.id });
  const sent = allRows(db).map((row) => [row.row_id, (JSON.parse(row.body) as PushBody).fields]);
  expect(sent).toMatchObject([
    [inner.id, { parent_id: null }],
    [outer.id, {}],
    [inner.id, { parent_id: outer.id }],
  ]);
  for (const { seq } of allRows(db)) acknowledge(db, seq);
  expect(findCollection(db, inner.id)?.parentId).toBe(outer.id);
});

test('a smart collection takes no works, and a manual one no search', () => {
  const { context } = testLibrary();
  const smart = createCollection(context, 'Smart', [], { search: 'rating:5' });
  const manual = createCollection(context, 'Manual', []);
  expect(updateCollection(context, smart.id, { search: 'rating:4' }).search).toBe('rating:4');
  expect(() => addToCollection(context, smart.id, [newId()])).toThrow(/what its search finds/);
  expect(() => updateCollection(context, manual.id, { search: 'x' })).toThrow(/has no search/);
  expect(() => createCollection(context, 'S', [newId()], { search: 'x' })).toThrow(/no works/);
});

function works(recipes: readonly unknown[]) {
  const library = testLibrary();
  const ids = recipes.map((recipe, index) => {
    const id = newId();
    const fields = {
      recipe,
      sha256: sha(String(index)),
      created_at: `2026-11-2${index}T08:00:00Z`,
    };
    applyServerRow(library.db, 'user_library', workRow(id, fields), String(index + 1));
    return id;
  });
  return { ...library, ids };
}

test('tags are one without case, spelled as first written, and found by their beginning', () => {
  const { context, db, ids } = works([null, null, null]);
  updateWorks(context, ids.slice(0, 1), { addTags: ['Élan'] });
  const [second] = updateWorks(context, ids.slice(1, 2), { addTags: ['éLAN', 'elk'] });
  expect(second?.tags).toEqual(['Élan', 'elk']);
  expect(tagsBeginning(db, 'ÉL')).toEqual([{ value: 'Élan', count: 2 }]);
  expect(tagsBeginning(db, '').map((tag) => tag.value)).toEqual(['Élan', 'elk']);
  const [third] = updateWorks(context, ids.slice(1, 2), { removeTags: ['ÉLAN'], addTags: ['x'] });
  expect(third?.tags).toEqual(['elk', 'x']);
  expect(updateWorks(context, ids, { tags: [] }).map((work) => work.tags)).toEqual([[], [], []]);
  expect(tagsBeginning(db, '')).toEqual([]);
  const many = Array.from({ length: 100 }, (_, index) => `t${index}`);
  updateWorks(context, ids, { tags: many });
  expect(() => updateWorks(context, ids, { addTags: ['one more'] })).toThrow(/at most 100 tags/);
});

test('lineage runs through all generations both ways, through circles and works that are gone', () => {
  const from = (...contents: string[]) => ({
    ...RECIPE,
    sources: contents.map((letter) => ({ sha256: sha(letter), role: 'variation' })),
  });
  // 0 ← 1 ← 2, 2 also from something unknown; 3 from 1; 0 claims to be made from 2.
  const { db, ids } = works([from('2'), from('0'), from('1', 'f'), from('1')]);
  const { nodes, edges } = lineageOf(db, ids[3]!);
  expect(new Set(nodes.map((node) => node.sha256[0]))).toEqual(new Set(['3', '1', '0', '2', 'f']));
  expect(nodes.find((node) => node.sha256 === sha('f'))?.work).toBeNull();
  expect(edges.map(({ from: a, to: b }) => `${a[0]}${b[0]}`).sort()).toEqual([
    '01',
    '12',
    '13',
    '20',
    'f2',
  ]);
  expect(dependentsOf(db, [ids[1]!]).map((work) => work.id)).toEqual([ids[3], ids[2]]);
  expect(dependentsOf(db, [ids[1]!, ids[2]!]).map((work) => work.id)).toEqual([ids[3], ids[0]]);
});
