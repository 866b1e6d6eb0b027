import { expect, test } from 'vitest';
import { applyServerRow } from '../library/apply.ts';
import { enqueuePush } from '../library/outbox.ts';
import { listCollections } from '../library/user-collections.ts';
import { compareDigest, placeHash } from './digest.ts';
import { isResyncing, pullPage } from './pull.ts';
import { writePullState } from './sync-state.ts';
import { collectionRow, EPOCH, manyIds, page, testSync } from './test-session.ts';

const never = new AbortController().signal;

function stage(tables: object | null, rows: ReturnType<typeof collectionRow>[] = []) {
  const asked: unknown[] = [];
  const sync = testSync((path, body) => {
    asked.push(body);
    return path.endsWith('sync_digest') ? Response.json({ epoch: EPOCH, tables }) : page(rows);
  });
  writePullState(sync.db, {
    cursor: { xid: '9', table: '~', id: '' },
    epoch: EPOCH,
    resync: null,
  });
  return { ...sync, asked };
}

const digest = (...rows: [string, string][]) => ({
  rows: rows.length,
  sum: String(rows.reduce((sum, [id, xid]) => sum + placeHash(id, xid), 0)),
});

test('S10: equal rows are equal, tombstones and what ended here aside', async () => {
  const [a = '', b = '', c = ''] = manyIds(3);
  const { deps, session, db, asked } = stage({ user_collections: digest([a, '5']) });
  applyServerRow(db, 'user_collections', collectionRow(a, '5').row);
  applyServerRow(
    db,
    'user_collections',
    collectionRow(b, '6', { deleted_at: '2026-11-21T08:00:00Z' }).row,
  );
  applyServerRow(db, 'orders', { id: c, ended_here: true }, null);
  expect(await compareDigest(deps, session)).toEqual([]);
  expect(asked).toEqual([{ upto: '9' }]);
  expect(isResyncing(deps)).toBe(false);
});

test.each([
  ['a row is missing', (a: string, b: string) => [[b, '6']], 'a'],
  [
    'a row is too many',
    (a: string, b: string) => [
      [a, '5'],
      [b, '6'],
      ['x', '7'],
    ],
    'x',
  ],
  [
    'a row is of another time',
    (a: string, b: string) => [
      [a, '50'],
      [b, '6'],
    ],
    'a',
  ],
])('S10: %s: it is found, said and mended', async (_, held) => {
  const [a = '', b = ''] = manyIds(2);
  const rows = [collectionRow(a, '5'), collectionRow(b, '6')];
  const { deps, session, db } = stage({ user_collections: digest([a, '5'], [b, '6']) }, rows);
  for (const [id = '', xid = ''] of held(a, b)) {
    applyServerRow(db, 'user_collections', collectionRow(id, xid, { name: 'Corrupt' }).row);
  }
  expect(await compareDigest(deps, session)).toEqual(['user_collections']);
  await pullPage(deps, session, never);
  expect(isResyncing(deps)).toBe(false);
  expect(
    listCollections(db)
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual([a, b].toSorted());
  expect(listCollections(db).some(({ name }) => name === 'Corrupt')).toBe(false);
  expect(await compareDigest(deps, session)).toEqual([]);
});

test('S10: nothing is compared while edits wait, a resync runs, or the server is not at rest', async () => {
  const [a = ''] = manyIds(1);
  const { deps, session, context, asked } = stage(null);
  expect(await compareDigest(deps, session)).toEqual([]);
  enqueuePush(context, {
    table: 'user_collections',
    rowId: a,
    op: 'upsert',
    fields: { name: 'Mine', created_at: '2026-11-21T08:00:00Z' },
  });
  expect(await compareDigest(deps, session)).toEqual([]);
  expect(asked).toHaveLength(1);
});

test('a backend that knows no digest is not compared with', async () => {
  const { deps, session, db } = testSync(() =>
    Response.json({ code: 'PGRST202' }, { status: 404 }),
  );
  applyServerRow(db, 'user_collections', collectionRow('a', '5').row);
  expect(await compareDigest(deps, session)).toEqual([]);
  expect(isResyncing(deps)).toBe(false);
});
