import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from './database.ts';
import {
  books,
  claimOne,
  complete,
  completeWith,
  enqueue,
  hireWorker,
  jobRow,
  putObject,
  refusal,
  resultOf,
} from './fixtures.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
let worker: string;
let user: string;
beforeAll(async () => {
  db = await openPglite();
  worker = await hireWorker(db);
}, 120_000);
afterAll(() => db.close());
beforeEach(async () => {
  await db.owner.query('delete from orders');
  user = await db.signUp();
});

const mine = (table: string) => db.owner.query(`select * from ${table} where user_id = $1`, [user]);

test('Q4: what is for the library is kept in the transaction that completes the job, once', async () => {
  await enqueue(db, user, { request: { destination: 'library' } });
  const job = await claimOne(db, worker);
  const result = resultOf(job);
  await putObject(db, 'workspace-temp', result.path);

  // First the object has to be copied: that is told, and nothing is done.
  const place = `${user}/${result.sha256.slice(0, 2)}/${result.sha256}.webp`;
  const told = {
    status: 'running',
    copies: [{ from: result.path, to: place, bucket: 'user-library' }],
  };
  expect(await completeWith(db, worker, job, [result])).toEqual(told);
  expect(await completeWith(db, worker, job, [result])).toEqual(told);
  expect(await jobRow(db, job.id)).toMatchObject({ status: 'running' });
  expect(await books(db, user)).toMatchObject({ held: 2, spent: 0 });
  expect(await mine('workspace_assets')).toEqual([]);

  await putObject(db, 'user-library', place);
  for (let again = 0; again < 2; again += 1) {
    expect(await completeWith(db, worker, job, [result])).toMatchObject({ status: 'completed' });
  }
  const kept = await mine('user_library');
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatchObject({
    storage_path: place,
    origin: 'generated',
    prompt: 'a lighthouse',
    order_id: job.orderId,
    cost: 2,
  });
  // It is no result that waits to be looked through; the studio hears of both rows by sync.
  expect(await mine('workspace_assets')).toMatchObject([{ job_id: job.id }]);
  expect((await mine('workspace_assets'))[0]?.['deleted_at']).not.toBeNull();
  expect(await books(db, user)).toMatchObject({ held: 0, spent: 2 });
});

test('L4: only what lies in the job’s own folder is copied, and what was not uploaded completes nothing', async () => {
  await enqueue(db, user, { request: { destination: 'library' } });
  const job = await claimOne(db, worker);
  const result = resultOf(job);
  expect(await refusal(completeWith(db, worker, job, [result]))).toBe('file_missing');
  const foreign = `${await db.signUp()}/${job.id}/0-secret.webp`;
  await putObject(db, 'workspace-temp', foreign);
  expect(await refusal(completeWith(db, worker, job, [{ ...result, path: foreign }]))).toBe(
    'forbidden',
  );
  expect(await mine('user_library')).toEqual([]);
});

test('what is for the workspace is not kept', async () => {
  await enqueue(db, user);
  await complete(db, worker, await claimOne(db, worker));
  expect(await mine('user_library')).toEqual([]);
  expect(await mine('workspace_assets')).toMatchObject([{ deleted_at: null }]);
});
