import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../system/database.ts';
import { newId } from '../system/ids.ts';
import { listLibrary } from './library-list.ts';
import { MIGRATIONS } from './migrations/all.ts';
import { rewriteMarkedRows } from './rewrite-rows.ts';
import { RECIPE, sha, testFolder, workRow } from './test-library.ts';
import { listCollections } from './user-collections.ts';

const FIRST = { offset: 0, limit: 10 };

/** A library as the program before the third migration left it: columns it did not know are in `server_rows` alone. */
function formerLibrary() {
  const path = join(testFolder(), 'studio.sqlite');
  const db = openDatabase({ path, migrations: MIGRATIONS.slice(0, 2) });
  const [work, outer, inner] = [newId(), newId(), newId()];
  const server = (tbl: string, id: string, row: object) =>
    db.run(
      "insert into server_rows (tbl, id, xid, row) values (?, ?, '5', ?)",
      tbl,
      id,
      JSON.stringify(row),
    );
  const recipe = { ...RECIPE, sources: [{ sha256: sha('c'), role: 'edit' }] };
  server(
    'user_library',
    work,
    workRow(work, { recipe, tags: ['Fox'], rating: 4, notes: 'fine', later: { kept: true } }),
  );
  db.run(
    `insert into user_library (id, origin, sha256, mime, bytes, width, height, is_favorite, sort_title, created_at)
     values (?, 'imported', ?, 'image/png', 10, 4, 3, 0, '', '2026-11-20T08:00:00.000Z')`,
    work,
    sha('a'),
  );
  for (const [id, parent_id] of [
    [outer, null],
    [inner, outer],
  ] as const) {
    const name = parent_id === null ? 'Outer' : 'Inner';
    server('user_collections', id, { id, name, parent_id, created_at: '2026-11-20' });
    db.run(
      "insert into user_collections (id, name, created_at) values (?, ?, '2026-11-20')",
      id,
      name,
    );
  }
  // An edit that has not gone yet.
  db.run(
    `insert into outbox (id, kind, target, row_table, row_id, body, created_at)
     values ('m', 'push', 'user_library', 'user_library', ?, '{}', '2026-11-20')`,
    work,
  );
  db.run(
    `insert into outbox_effects (seq, tbl, row_id, op, fields)
     select seq, 'user_library', ?, 'upsert', '{"custom_title": "Mine"}' from outbox`,
    work,
  );
  db.close();
  return { path, work, outer, inner };
}

test('S11: columns an older program only kept are seen after the upgrade, with unsent edits on top', () => {
  const { path, work, outer, inner } = formerLibrary();
  const db = openDatabase({ path, migrations: MIGRATIONS });
  rewriteMarkedRows(db);
  const expected = { id: work, title: 'Mine', rating: 4, notes: 'fine', tags: ['Fox'] };
  for (const search of ['', 'tag:fox', 'rating:4 has:sources', 'mine', 'fine', 'fix']) {
    const found = listLibrary(db, { search }, FIRST).items;
    expect([search, found]).toMatchObject([search, search === 'fix' ? [] : [expected]]);
  }
  expect(listCollections(db)).toMatchObject([
    { id: inner, parentId: outer },
    { id: outer, parentId: null },
  ]);
  expect(db.get("select 1 from settings where key like 'rewrite:%'")).toBeUndefined();
  const kept = db.get<{ later: number }>(
    "select json_extract(row, '$.later.kept') as later from server_rows where id = ?",
    work,
  );
  expect(kept?.later).toBe(1);
  db.close();
});

test('S11: an upgrade that is cut off before its rows are written goes on at the next start', () => {
  const { path, work } = formerLibrary();
  openDatabase({ path, migrations: MIGRATIONS }).close();
  const db = openDatabase({ path, migrations: MIGRATIONS });
  expect(listLibrary(db, { search: 'rating:4' }, FIRST).total).toBe(0);
  rewriteMarkedRows(db);
  expect(listLibrary(db, { search: 'rating:4' }, FIRST).items).toMatchObject([{ id: work }]);
  db.close();
});
