import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { applyServerRow } from '../library/apply.ts';
import { allRows, enqueuePush } from '../library/outbox.ts';
import { testLibrary } from '../library/test-library.ts';
import { keepConflicts, listConflicts, resolveConflict } from './conflicts.ts';
import { collectionRow } from './test-session.ts';

function withConflict() {
  const { db, context } = testLibrary();
  const rowId = randomUUID();
  applyServerRow(db, 'user_collections', collectionRow(rowId, '5', { name: 'Mine' }).row);
  keepConflicts(context, 'user_collections', rowId, [
    { field: 'name', lost: 'Theirs', won: 'Mine' },
  ]);
  const [conflict] = listConflicts(db);
  return { db, context, rowId, id: conflict?.id ?? '' };
}

test('S3: the losing value is kept, the newest word on a field only', () => {
  const { db, context, rowId } = withConflict();
  keepConflicts(context, 'user_collections', rowId, [
    { field: 'name', lost: 'Newer', won: 'Mine' },
  ]);
  expect(listConflicts(db)).toMatchObject([{ rowId, field: 'name', lost: 'Newer', won: 'Mine' }]);
});

test('S3: taken back, the loser is an edit like any other, on the row as it is', () => {
  const { db, context, rowId, id } = withConflict();
  resolveConflict(context, id, 'take_back');
  expect(listConflicts(db)).toEqual([]);
  expect(allRows(db)).toMatchObject([{ target: 'user_collections', row_id: rowId }]);
  expect(JSON.parse(allRows(db)[0]?.body ?? '')).toMatchObject({
    base: '5',
    fields: { name: 'Theirs' },
  });
});

test('S3: dismissed, what won stands; twice does nothing', () => {
  const { db, context, id } = withConflict();
  resolveConflict(context, id, 'dismiss');
  resolveConflict(context, id, 'take_back');
  expect(listConflicts(db)).toEqual([]);
  expect(allRows(db)).toEqual([]);
});

test('S6: a loser taken back does not bring a row back that was deleted meanwhile (seed 2143)', () => {
  const { db, context, rowId, id } = withConflict();
  enqueuePush(context, { table: 'user_collections', rowId, op: 'delete', fields: {} });
  resolveConflict(context, id, 'take_back');
  expect(listConflicts(db)).toEqual([]);
  expect(allRows(db).map(({ body }) => (JSON.parse(body) as { op: string }).op)).toEqual([
    'delete',
  ]);
});
