import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine, RequestContext } from './engine.ts';
import { findBaseline } from '../prebuilt/prebuilt.ts';
import { openPglite } from './pglite-engine.ts';

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-pipeline-'));
  engine = await openPglite(folder, { prebuilt: findBaseline });
  await engine.transaction('admin', (tx) =>
    tx.exec(`create role reader; create table things (id int primary key, name text);
             grant select, insert on things to reader; insert into things values (1, 'one');
             alter table things enable row level security;
             create policy own on things using (name = current_setting('request.path'))
               with check (name <> 'forbidden')`),
  );
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const as = (role: string, path = 'one'): RequestContext => ({
  role,
  claims: { sub: 'x' },
  headers: { a: `it's \\ odd` },
  method: 'GET',
  path,
});
const names = (path: string) =>
  engine.once(
    as('reader', path),
    'select name, current_user::text as role from things where id > $1',
    [0],
  );

it('runs a statement under the role and settings of its request, and leaves nothing behind', async () => {
  for (let turn = 0; turn < 8; turn += 1) {
    expect((await names('one')).rows).toEqual([{ name: 'one', role: 'reader' }]);
    expect((await names('two')).rows).toEqual([]);
  }
  const after = await engine.once(
    'admin',
    `select current_user::text as role, nullif(current_setting('request.path', true), '') as path`,
  );
  expect(after.rows).toEqual([{ role: 'postgres', path: null }]);
});

it('runs nothing at all when the role cannot be taken', async () => {
  for (let turn = 0; turn < 4; turn += 1) {
    await expect(
      engine.once(as('nobody'), `insert into things values (9, 'by nobody')`),
    ).rejects.toMatchObject({ name: 'DatabaseError', code: '22023' });
  }
  const { rows } = await engine.once('admin', 'select id from things where id = 9');
  expect(rows).toEqual([]);
});

it('commits what succeeds, undoes what fails, and counts', async () => {
  const insert = 'insert into things values ($1, $2), ($3, $4)';
  for (const id of [10, 20, 30]) {
    const { affected } = await engine.once(as('reader'), insert, [id, 'a', id + 1, 'b']);
    expect(affected).toBe(2);
    await expect(
      engine.once(as('reader'), insert, [id + 2, 'fine', id + 3, 'forbidden']),
    ).rejects.toMatchObject({ code: '42501' });
  }
  const { rows } = await engine.once('admin', 'select id from things where id >= 10 order by id');
  expect(rows.map((row) => (row as { id: number }).id)).toEqual([10, 11, 20, 21, 30, 31]);
});

it('refuses writes in what only reads, and a second statement', async () => {
  const write = `insert into things values (99, 'x')`;
  await expect(engine.once(as('reader'), write, [], { readOnly: true })).rejects.toMatchObject({
    code: '25006',
  });
  await expect(engine.once(as('reader'), 'select 1; select 2')).rejects.toMatchObject({
    code: '42601',
  });
});

it('notices a table that was changed under a statement it keeps', async () => {
  const sql = 'select * from things where id = 1';
  for (let turn = 0; turn < 3; turn += 1) await engine.once('admin', sql);
  await engine.transaction('admin', (tx) =>
    tx.exec(`alter table things add column more int default 7`),
  );
  expect((await engine.once('admin', sql)).rows).toEqual([{ id: 1, name: 'one', more: 7 }]);
});

it('keeps a hundred statements and works on with the next hundred', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    for (let at = 0; at < 130; at += 1) {
      const { rows } = await engine.once('admin', `select $1::int + ${at} as sum`, [1]);
      expect(rows).toEqual([{ sum: at + 1 }]);
    }
  }
  const { rows } = await engine.once<{ kept: number }>(
    'admin',
    'select count(*)::int as kept from pg_prepared_statements',
  );
  expect(rows[0]?.kept).toBeLessThanOrEqual(101);
});

it('gives the same values as a transaction of several statements', async () => {
  const sql = `select $1::int8 as a, now() is not null as b, array['x', null] as c, '{"d": 1}'::jsonb as d, null as e,
    '2026-01-02T00:00:00Z'::timestamptz as f, '\\x00ff'::bytea as g, 1.5::numeric as h`;
  const once = await engine.once('admin', sql, [7]);
  const { rows } = await engine.transaction('admin', (tx) => tx.query(sql, [7]));
  expect(once.rows).toEqual(rows);
  expect(rows).toMatchObject([{ a: 7, b: true, c: ['x', null], d: { d: 1 }, e: null, h: '1.5' }]);
});

it('carries texts of any length and script, and refuses what no message can hold', async () => {
  for (const text of ['', 'é漢🖼', 'x'.repeat(70_000), '漢'.repeat(200_000), '🖼'.repeat(300)]) {
    const { rows } = await engine.once('admin', 'select $1::text as a, $2::text as b', [text, '!']);
    expect(rows).toEqual([{ a: text, b: '!' }]);
  }
  const { rows } = await engine.once('admin', `select repeat('漢', 100000) as "ä"`);
  expect(rows).toEqual([{ ä: '漢'.repeat(100_000) }]);
  await expect(engine.once('admin', `select 'a\0b'`)).rejects.toMatchObject({ code: '22021' });
  await expect(engine.once('admin', 'select $1::text', ['a\0b'])).rejects.toMatchObject({
    code: '22021',
  });
  const many = Array.from({ length: 70_000 }, () => 1);
  await expect(engine.once('admin', 'select 1', many)).rejects.toMatchObject({ code: '54023' });
  expect((await engine.once('admin', 'select 1 as one')).rows).toEqual([{ one: 1 }]);
});

it('a transaction that failed or asked for nothing leaves nothing open', async () => {
  const failing = engine.transaction(as('reader'), async (tx) => {
    await tx.query('select 1 / $1::int', [0]);
  });
  await expect(failing).rejects.toMatchObject({ code: '22012' });
  expect(await engine.transaction(as('reader'), async () => 'nothing')).toBe('nothing');
  const refused = engine.transaction(as('nobody'), (tx) => tx.query('select 1'));
  await expect(refused).rejects.toMatchObject({ code: '22023' });
  await engine.transaction('admin', async (tx) => {
    const { rows } = await tx.query<{ role: string; path: string | null }>(
      `select current_user::text as role, nullif(current_setting('request.path', true), '') as path`,
    );
    expect(rows).toEqual([{ role: 'postgres', path: null }]);
  });
});

it('a transaction sees a table that a script of its own has changed', async () => {
  const sql = 'select * from things where id = 1';
  for (let turn = 0; turn < 3; turn += 1) await engine.once('admin', sql);
  await engine.transaction('admin', async (tx) => {
    await tx.query(sql);
    await tx.exec('alter table things add column last int default 8');
    expect((await tx.query(sql)).rows).toMatchObject([{ last: 8 }]);
  });
  expect((await engine.once('admin', sql)).rows).toMatchObject([{ last: 8 }]);
});

it('tells listeners of what was committed', async () => {
  const heard: string[] = [];
  const stop = await engine.listen('told', (payload) => heard.push(payload));
  await engine.once('admin', `select pg_notify('told', 'here')`);
  await engine.once('admin', 'select 1');
  expect(heard).toEqual(['here']);
  await stop();
});
