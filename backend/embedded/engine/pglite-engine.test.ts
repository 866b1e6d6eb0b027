import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBaseline } from '../prebuilt/prebuilt.ts';
import type { Engine, RequestContext } from './engine.ts';
import { openPglite } from './pglite-engine.ts';

/** Long enough for any other statement on a busy machine. */
const STATEMENT_MS = 3000;
const MS = 60_000;

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-engine-'));
  engine = await openPglite(folder, { prebuilt: findBaseline, statementMs: STATEMENT_MS });
  await engine.transaction('admin', (tx) =>
    tx.exec('create table done (nr int); grant all on done to public'),
  );
}, MS);
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const ANYBODY: RequestContext = {
  role: 'postgres',
  claims: {},
  headers: {},
  method: 'POST',
  path: '/',
};
const note = (nr: number) => engine.once(ANYBODY, 'insert into done values ($1)', [nr]);
const noted = async () =>
  (await engine.once<{ nr: number }>('admin', 'select nr from done order by nr')).rows.map(
    ({ nr }) => nr,
  );

it('requests of one statement and transactions keep the order in which they were asked for', async () => {
  const order: string[] = [];
  const mark = (name: string) => (): void => void order.push(name);
  await Promise.all([
    note(1).then(mark('first')),
    note(2).then(mark('second')),
    engine
      .transaction(ANYBODY, async (tx) => {
        await tx.query('insert into done values (3)');
        const { rows } = await tx.query<{ count: number }>('select count(*)::int from done');
        expect(rows).toEqual([{ count: 3 }]);
      })
      .then(mark('transaction')),
    note(4).then(mark('last')),
  ]);
  expect(order).toEqual(['first', 'second', 'transaction', 'last']);
});

it(
  'a statement that takes too long ends alone: what was asked before and after it is done, once',
  async () => {
    await engine.once('admin', 'truncate done');
    const before = note(1);
    const endless = engine.once(ANYBODY, 'select count(*) from generate_series(1, 1000000000000)');
    const after = [2, 3, 4].map((nr) => note(nr));
    const transaction = engine.transaction(ANYBODY, async (tx) => {
      await tx.query('insert into done values (5)');
      await tx.query('insert into done values (6)');
    });
    await expect(endless).rejects.toMatchObject({ name: 'DatabaseError', code: '57014' });
    await Promise.all([before, ...after, transaction]);
    expect(await noted()).toEqual([1, 2, 3, 4, 5, 6]);
  },
  MS,
);
