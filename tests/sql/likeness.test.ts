import { vector } from '@electric-sql/pglite-pgvector';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { refusal } from './fixtures.ts';
import { EXTENSIONS, openPglite } from './on-pglite.ts';

let db: Database;
let bare: Database;
beforeAll(async () => {
  db = await openPglite({ extensions: { ...EXTENSIONS, vector } });
  bare = await openPglite();
}, 120_000);
afterAll(() => Promise.all([db.close(), bare.close()]));

async function work(on: Database, user: string, title: string): Promise<string> {
  const id = randomUUID();
  await on.owner.query(
    `insert into user_library (id, user_id, storage_path, sha256, mime, bytes, width, height, origin, custom_title)
       values ($1, $2, private.library_path($2, $3, 'image/png'), $3, 'image/png', 1, 1, 1, 'imported', $4)`,
    [id, user, id.replaceAll('-', '').padEnd(64, '0'), title],
  );
  return id;
}

/** 1536 numbers that point mostly one way. */
const towards = (way: number) => Array.from({ length: 1536 }, (_, at) => (at === way ? 1 : 0.01));
const embed = (on: Database, library: string, way: number) =>
  on.service.rpc('record_embedding', {
    p_library: library,
    p_embedding: towards(way),
    p_model: 'text-embedding-3-small',
    p_source_hash: 'x',
  });
const similar = (on: Database, user: string, way: number) =>
  on
    .as({ user })
    .query<{ library_id: string; similarity: number }>('select * from similar_works($1)', [
      towards(way),
    ]);

test('works are found by likeness, the caller’s own alone, nearest first', async () => {
  const [me, other] = [await db.signUp(), await db.signUp()];
  const near = await work(db, me, 'near');
  const far = await work(db, me, 'far');
  await embed(db, near, 3);
  await embed(db, far, 900);
  await embed(db, await work(db, other, 'not mine'), 3);
  const found = await similar(db, me, 3);
  expect(found.map(({ library_id }) => library_id)).toEqual([near, far]);
  expect(found[0]?.similarity).toBeCloseTo(1, 5);
  await db.owner.query('update user_library set deleted_at = now() where id = $1', [near]);
  expect((await similar(db, me, 3)).map(({ library_id }) => library_id)).toEqual([far]);
  expect(await refusal(db.as({ user: me }).query('select * from similar_works(array[1.0])'))).toBe(
    'invalid_input',
  );
});

test('without pgvector the search alone is not available; numbers are kept, and turned when it comes', async () => {
  const me = await bare.signUp();
  const mine = await work(bare, me, 'kept');
  await embed(bare, mine, 7);
  expect(await refusal(similar(bare, me, 7))).toBe('not_available');
  const kept = await bare.owner.query('select cardinality(embedding) as n from asset_embeddings');
  expect(kept).toEqual([{ n: 1536 }]);
  await db.engine.exec(`
    drop index asset_embeddings_likeness;
    alter table asset_embeddings alter column embedding type real[] using embedding::real[];
    alter table asset_embeddings add constraint dimensions check (cardinality(embedding) = 1536)`);
  await db.service.rpc('refresh_embeddings');
  const [column] = await db.owner.query(
    `select format_type(atttypid, atttypmod) as type from pg_attribute
       where attrelid = 'asset_embeddings'::regclass and attname = 'embedding'`,
  );
  expect(column?.['type']).toMatch(/vector\(1536\)$/);
});

test('fuzzy search finds misspelt words of one’s own works', async () => {
  const me = await bare.signUp();
  const mine = await work(bare, me, 'The lighthouse at dusk');
  await work(bare, me, 'A bowl of soup');
  await work(bare, await bare.signUp(), 'Another lighthouse');
  const find = (words: string) =>
    bare
      .as({ user: me })
      .query<{ library_id: string }>('select library_id from fuzzy_works($1)', [words]);
  expect(await find('lighthuose')).toEqual([{ library_id: mine }]);
  expect(await refusal(find(''))).toBe('invalid_input');
});

test('new works are queued for embeddings when the operator wants analysis, and again when they changed', async () => {
  const me = await bare.signUp();
  const mine = await work(bare, me, 'first');
  const pending = () =>
    bare.service.query<{ library_id: string; source: string; source_hash: string }>(
      'select * from pending_embeddings() where library_id = $1',
      [mine],
    );
  await bare.service.rpc('refresh_embeddings');
  expect(await pending()).toEqual([]);
  await bare.service.query(
    "update system_config set value = '[\"vision\"]' where key = 'analyse_new_works'",
  );
  await bare.service.rpc('refresh_embeddings');
  const [first] = await pending();
  expect(first?.source).toBe('first');
  await bare.service.rpc('record_embedding', {
    p_library: mine,
    p_embedding: towards(1),
    p_model: 'm',
    p_source_hash: first?.source_hash,
  });
  await bare.service.rpc('refresh_embeddings');
  expect(await pending()).toEqual([]);
  await bare.owner.query("update user_library set custom_title = 'second' where id = $1", [mine]);
  await bare.service.rpc('refresh_embeddings');
  expect((await pending())[0]?.source).toBe('second');
});
