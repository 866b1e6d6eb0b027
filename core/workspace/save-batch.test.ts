import { expect, test } from 'vitest';
import { applyServerRow } from '../library/apply.ts';
import { resultRow, sha, testLibrary } from '../library/test-library.ts';
import { discardResults, promoteResults } from './move-results.ts';
import { rowWorks } from './save-batch.ts';

const id = (nr: number) => `00000000-0000-7000-8000-00000000000${nr}`;

test('the first result of a row is told as it is by now: a result, a work, or nothing', () => {
  const { db, context } = testLibrary();
  const batch = id(9);
  db.run(
    `insert into batches (id, name, plan, state, created_at) values (?, 'b', '{}', 'running', '')`,
    batch,
  );
  for (const number of [1, 2, 3, 4]) {
    db.run(
      `insert into batch_rows (batch_id, number, line, request, problems, price, order_id)
       values (?, ?, 0, '{}', '[]', 0, ?)`,
      batch,
      number,
      id(number),
    );
    if (number === 4) continue;
    const row = resultRow(id(number + 4), { order_id: id(number), sha256: sha(`${number}`) });
    applyServerRow(db, 'workspace_assets', row, '1');
  }
  const [kept] = promoteResults(context, [id(6)]);
  discardResults(context, [id(7)]);
  const told = rowWorks(context, { id: batch, offset: 0, limit: 10 });
  expect(told.map(({ number, result, work }) => [number, result?.id, work?.id])).toEqual([
    [1, id(5), undefined],
    [2, undefined, kept?.id],
    [3, undefined, undefined],
    [4, undefined, undefined],
  ]);
  expect(rowWorks(context, { id: batch, offset: 1, limit: 1 })).toEqual([told[1]]);
});
