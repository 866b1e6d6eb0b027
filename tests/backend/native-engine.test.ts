import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, RequestContext } from '../../backend/embedded/engine/engine.ts';
import { openNative } from '../../backend/embedded/engine/native-engine.ts';
import { openPglite } from '../../backend/embedded/engine/pglite-engine.ts';
import { findBaseline } from '../../backend/embedded/prebuilt/prebuilt.ts';
import { startEmbedded } from '../../backend/embedded/server.ts';
import { type Postgres, queryOnce, startPostgres } from '../../scripts/postgres.ts';

let postgres: Postgres;
let root: string;
let engine: Engine;

beforeAll(async () => {
  postgres = await startPostgres(['fsync=off']);
  root = await mkdtemp(join(tmpdir(), 'atelier-native-'));
  engine = await openNative(join(root, 'first'), postgres.url(), {
    connections: 3,
    statementMs: 500,
  });
});
afterAll(async () => {
  await engine.close();
  await postgres.remove();
  await rm(root, { recursive: true, force: true });
});

const asOwner: RequestContext = {
  role: 'postgres',
  claims: { sub: "it's \\ 'quoted'" },
  headers: {},
  method: 'GET',
  path: '/',
};

const until = async (isTrue: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
};

const ask = (sql: string) => queryOnce(postgres.url(), sql);

describe('the same values as PGlite', () => {
  it('of every type that this server reads', async () => {
    const sql = `select 1::int2 as a, 2::int8 as b, 9007199254740993::int8 as c, 1.5::numeric as d, 1.5::float8 as e,
      true as f, 'x'::text as g, '{"a": [1]}'::jsonb as h, '\\x00ff'::bytea as i, '2026-01-02 03:04:05.678+00'::timestamptz as j,
      array['a', null, 'b "c"', '{d}'] as k, array[1, 2]::int8[] as l, array['{"a": 1}']::jsonb[] as m, null as n,
      '{}'::text[] as o, array[[1, 2], [3, 4]] as p, '1 day'::interval as q, '{postgres}'::name[] as r, 'a'::"char" as s,
      array['2026-01-02'::timestamptz] as t, gen_random_uuid() is not null as u, 'pg_class'::regclass::oid as v`;
    const pglite = await openPglite(join(root, 'pglite'), { prebuilt: findBaseline });
    const expected = await pglite.transaction('admin', (tx) => tx.query(sql));
    await pglite.close();
    const found = await engine.transaction('admin', (tx) => tx.query(sql));
    expect(found.rows).toEqual(expected.rows);
  });

  it('of arrays of a type that was there before', async () => {
    const url = await postgres.createDatabase();
    await queryOnce(url, `create type mood as enum ('sad', 'a "b"')`);
    const other = await openNative(join(root, 'types'), url);
    const { rows } = await other.transaction('admin', (tx) =>
      tx.query(`select array['sad', 'a "b"']::mood[] as moods`),
    );
    await other.close();
    expect(rows).toEqual([{ moods: ['sad', 'a "b"'] }]);
  });

  it('of parameters that Postgres types itself', async () => {
    const values = [new Date(0), { a: 1 }, ['x', 'y"z'], Buffer.from([0, 255]), null, 12n];
    const { rows, affected } = await engine.transaction('admin', (tx) =>
      tx.query(
        `select $1::timestamptz as a, $2::jsonb as b, $3::text[] as c, $4::bytea as d, $5::int as e, $6::int8 as f`,
        values,
      ),
    );
    expect(affected).toBe(1);
    expect(rows).toEqual([
      { a: new Date(0), b: { a: 1 }, c: ['x', 'y"z'], d: new Uint8Array([0, 255]), e: null, f: 12 },
    ]);
  });
});

describe('a request', () => {
  it('runs under its role and claims, and leaves nothing behind', async () => {
    const sql = `select current_setting('request.jwt.claims', true) as claims, current_user::text as role`;
    const inside = await engine.transaction(asOwner, (tx) => tx.query(sql));
    expect(inside.rows).toEqual([{ claims: JSON.stringify(asOwner.claims), role: 'postgres' }]);
    const outside = await engine.transaction('admin', (tx) => tx.query<{ claims: string }>(sql));
    expect(outside.rows[0]?.claims ?? '').toBe('');
  });

  it('cannot end its settings to begin a statement of its own', async () => {
    const path = `', true); create table stolen (); select set_config('a.b', '\\`;
    await engine.transaction({ ...asOwner, path }, (tx) => tx.query('select 1'));
    expect(await ask(`select to_regclass('stolen') as found`)).toEqual([{ found: null }]);
    await expect(
      engine.transaction({ ...asOwner, path: 'a\0b' }, (tx) => tx.query('select 1')),
    ).rejects.toMatchObject({ code: '22021' });
  });

  it('takes one statement at a time', async () => {
    await expect(
      engine.transaction(asOwner, (tx) => tx.query('select 1; select 2')),
    ).rejects.toMatchObject({ code: '42601' });
  });

  it('is refused every write in a transaction that only reads', async () => {
    await expect(
      engine.transaction(asOwner, (tx) => tx.query('create table written ()'), { readOnly: true }),
    ).rejects.toMatchObject({ code: '25006' });
  });

  it('is stopped after its time; this server itself is not', async () => {
    const sleep = 'select pg_sleep(0.7)';
    await expect(engine.transaction(asOwner, (tx) => tx.query(sleep))).rejects.toMatchObject({
      code: '57014',
    });
    await engine.transaction('admin', (tx) => tx.query(sleep));
  });

  it('is cancelled when whoever asked goes away, and the connection serves the next', async () => {
    const gone = new AbortController();
    const patient = await openNative(join(root, 'patient'), await postgres.createDatabase(), {
      connections: 1,
    });
    const waiting = patient.transaction({ ...asOwner, signal: gone.signal }, (tx) =>
      tx.query(`select pg_sleep(60) /* cancelled */`),
    );
    const running = `select 1 from pg_stat_activity where query like '%/* cancelled */%' and state = 'active'
                        and pid <> pg_backend_pid()`;
    await until(async () => (await ask(running)).length > 0);
    gone.abort();
    await expect(waiting).rejects.toMatchObject({ code: '57014' });
    const next = await patient.transaction(asOwner, (tx) => tx.query('select 1 as one'));
    expect(next.rows).toEqual([{ one: 1 }]);
    await expect(
      patient.transaction({ ...asOwner, signal: gone.signal }, (tx) => tx.query('select 1')),
    ).rejects.toMatchObject({ code: '57014' });
    await patient.close();
  });
});

describe('a database that goes away', () => {
  it('is an error of its own class meanwhile, and serves and notifies again afterwards', async () => {
    const heard: string[] = [];
    const stop = await engine.listen('away', (payload) => heard.push(payload));
    const say = () => engine.transaction('admin', (tx) => tx.exec(`notify away, 'here'`));
    await say();
    await until(() => heard.includes('here'));
    heard.length = 0;
    await postgres.stop();
    await expect(say()).rejects.toMatchObject({ name: 'DatabaseError', code: '08006' });
    await postgres.start();
    // Whatever was said meanwhile is lost: an empty payload says so.
    await until(() => heard.includes(''));
    await say();
    await until(() => heard.includes('here'));
    await stop();
  });

  it('a connection that was ended while idle is not noticed', async () => {
    const ended = `select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = 'postgres' and pid <> pg_backend_pid() and query not like 'listen%'`;
    await Promise.all(
      [1, 2, 3].map(() => engine.transaction('admin', (tx) => tx.query('select 1'))),
    );
    await ask(ended);
    const { rows } = await engine.transaction('admin', (tx) => tx.query('select 1 as one'));
    expect(rows).toEqual([{ one: 1 }]);
  });
});

describe('a server on it', () => {
  it('is the only one, on its database and on its directory', async () => {
    const url = postgres.url();
    await expect(openNative(join(root, 'second'), url)).rejects.toMatchObject({
      code: 'studio_in_use',
    });
    const other = await postgres.createDatabase();
    await expect(openNative(join(root, 'first'), other)).rejects.toMatchObject({
      code: 'studio_in_use',
    });
  });

  it.each([
    ['postgres://nobody:wrong@127.0.0.1:1/x', /cannot be reached/],
    ['mysql://localhost/x', /must look like postgres:/],
    ['not an address', /must look like postgres:/],
  ])('refuses %s with one line', async (url, message) => {
    const refused = openNative(join(root, 'refused'), url);
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input', message });
    await expect(refused).rejects.not.toHaveProperty('message', /\n/);
  });

  it('refuses a role that may not make roles, and says which', async () => {
    await ask(`create role visitor login password 'visitor'`);
    const url = postgres.url().replace('postgres:postgres@', 'visitor:visitor@');
    await expect(openNative(join(root, 'visitor'), url)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('"visitor" is no superuser') as unknown,
    });
  });

  it('makes a plain database of another superuser ready, as the CLI records it, once', async () => {
    await ask(`create role operator superuser login password 'operator'`);
    const url = (await postgres.createDatabase()).replace(
      'postgres:postgres@',
      'operator:operator@',
    );
    const dataDir = join(root, 'server');
    const server = await startEmbedded({ dataDir, databaseUrl: url });
    const applied = () =>
      server.engine.transaction('admin', (tx) =>
        tx.query<{ version: string; name: string; statements: string[] }>(
          'select version, name, statements from supabase_migrations.schema_migrations order by version',
        ),
      );
    const { rows } = await applied();
    expect(rows[0]).toMatchObject({ version: '20261121070000', name: 'foundation' });
    expect(rows.every(({ statements }) => statements.length > 0)).toBe(true);
    const owners = await server.engine.transaction('admin', (tx) =>
      tx.query(`select distinct tableowner as owner from pg_tables where schemaname = 'public'`),
    );
    expect(owners.rows).toEqual([{ owner: 'postgres' }]);
    const health = await fetch(`${server.url}/functions/v1/health`);
    expect(await health.json()).toMatchObject({ ok: true });
    await server.close();
    const publicUrl = 'https://studio.example.com';
    const again = await startEmbedded({ dataDir, databaseUrl: url, publicUrl });
    // Functions still take the short way; what others are told names the proxy.
    expect((await fetch(`${again.url}/functions/v1/health`)).status).toBe(200);
    const { data } = await createClient(again.url, again.anonKey).auth.signUp({
      email: 'someone@example.com',
      password: 'password-1',
    });
    expect(decodeJwt(data.session?.access_token ?? '').iss).toBe(`${publicUrl}/auth/v1`);
    await again.close();
  });
});
