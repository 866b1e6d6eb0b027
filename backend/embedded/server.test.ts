import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddedServer, startEmbedded } from './server.ts';

let root: string;
let dataDir: string;
let migrationsDir: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-embedded-'));
  dataDir = join(root, 'data');
  migrationsDir = join(root, 'supabase', 'migrations');
  await mkdir(migrationsDir, { recursive: true });
  await write(
    '20260101000000_first.sql',
    'create table first (id int); insert into first values (1);',
  );
  await writeFile(join(root, 'supabase', 'seed.sql'), 'insert into first values (2);');
});
afterAll(() => rm(root, { recursive: true, force: true }));

const write = (name: string, sql: string) => writeFile(join(migrationsDir, name), sql);
const start = (): Promise<EmbeddedServer> => startEmbedded({ dataDir, migrationsDir });
const admin = async <Row>(server: EmbeddedServer, sql: string): Promise<Row[]> =>
  (await server.engine.transaction('admin', (tx) => tx.query<Row>(sql))).rows;

it('records migrations as the Supabase CLI does, seeds once, keeps its keys to itself', async () => {
  const server = await start();
  try {
    expect(await admin(server, 'select * from supabase_migrations.schema_migrations')).toEqual([
      {
        version: '20260101000000',
        statements: ['create table first (id int)', 'insert into first values (1)'],
        name: 'first',
      },
    ]);
    await expect(start()).rejects.toMatchObject({ code: 'studio_in_use' });
    expect((await stat(join(dataDir, 'keys.json'))).mode & 0o777).toBe(0o600);
    expect(await admin(server, 'show fsync')).toEqual([{ fsync: 'on' }]);
  } finally {
    await server.close();
  }
  const again = await start();
  try {
    expect(again.anonKey).toBe(server.anonKey);
    expect(await admin(again, 'select id from first order by id')).toEqual([{ id: 1 }, { id: 2 }]);
  } finally {
    await again.close();
  }
});

it('goes on after a migration that failed: what was before it stands, nothing of it does', async () => {
  await write('20260102000000_second.sql', 'create table second (id int);');
  await write('20260103000000_broken.sql', 'create table half (id int); select 1 / 0;');
  await expect(start()).rejects.toThrow(/20260103000000_broken\.sql failed: division by zero/);
  await write('20260103000000_broken.sql', 'create table half (id int);');
  const server = await start();
  try {
    const rows = await admin<{ version: string }>(
      server,
      'select version from supabase_migrations.schema_migrations order by 1',
    );
    expect(rows.map(({ version }) => version)).toEqual([
      '20260101000000',
      '20260102000000',
      '20260103000000',
    ]);
  } finally {
    await server.close();
  }
});

it('keeps every write that was acknowledged before it was killed', async () => {
  const child = fork(new URL('server-test-writer.ts', import.meta.url), [dataDir, migrationsDir], {
    execPath: process.execPath,
    execArgv: [],
  });
  let acknowledged = 0;
  child.on('message', (count: number) => {
    acknowledged = count;
    if (count >= 50) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  expect(acknowledged).toBeGreaterThanOrEqual(50);
  const server = await start();
  try {
    const [row] = await admin<{ n: number }>(server, 'select count(*)::int as n from second');
    expect(row?.n).toBeGreaterThanOrEqual(acknowledged);
  } finally {
    await server.close();
  }
  expect(await readFile(join(dataDir, 'keys.json'), 'utf8')).toContain(server.anonKey);
});

it('refuses a database that a newer version made', async () => {
  const server = await start();
  await server.engine.transaction('admin', (tx) =>
    tx.exec(
      `insert into supabase_migrations.schema_migrations values ('20990101000000', '{}', 'future')`,
    ),
  );
  await server.close();
  await expect(start()).rejects.toMatchObject({ code: 'library_newer' });
});
