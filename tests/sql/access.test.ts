import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, Identity } from './database.ts';
import { claim, complete, enqueue, hireWorker, putObject, refusal } from './fixtures.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
let owner: string;
let other: string;

/** What each table gives: to its row's owner, to another who is signed in, and what the service may write. */
const TABLES: Record<string, { own: number; other: number; service: string[]; column: string }> = {
  profiles: { own: 1, other: 0, service: [], column: 'theme' },
  user_roles: { own: 1, other: 0, service: ['insert', 'update', 'delete'], column: 'role' },
  credit_transactions: { own: 1, other: 0, service: [], column: 'note' },
  counters_monthly: { own: 1, other: 0, service: [], column: 'images_used' },
  orders: { own: 1, other: 0, service: [], column: 'status' },
  order_items: { own: 1, other: 0, service: [], column: 'status' },
  jobs: { own: 1, other: 0, service: [], column: 'status' },
  workspace_assets: { own: 1, other: 0, service: [], column: 'mime' },
  user_library: { own: 1, other: 0, service: [], column: 'file_name' },
  user_collections: { own: 1, other: 0, service: [], column: 'name' },
  collection_items: { own: 1, other: 0, service: [], column: 'created_at' },
  api_providers: { own: 1, other: 1, service: ['insert', 'update', 'delete'], column: 'name' },
  api_models: { own: 1, other: 1, service: ['insert', 'update', 'delete'], column: 'name' },
  system_config: { own: -1, other: -1, service: ['insert', 'update', 'delete'], column: 'value' },
  workers: { own: -1, other: -1, service: ['update', 'delete'], column: 'name' },
  sync_mutations: { own: -1, other: -1, service: [], column: 'op' },
  sync_epoch: { own: -1, other: -1, service: [], column: 'epoch' },
};
const OPERATIONS = ['insert', 'update', 'delete', 'truncate'] as const;

beforeAll(async () => {
  db = await openPglite();
  owner = await db.signUp();
  other = await db.signUp();
  const worker = await hireWorker(db);
  await db.service.query("insert into user_roles (user_id, role) values ($1, 'moderator')", [
    owner,
  ]);
  await enqueue(db, owner);
  const [job] = await claim(db, worker);
  if (!job) throw new Error('a job was queued');
  await complete(db, worker, job);
  const collection = randomUUID();
  await db.owner.query("insert into user_collections (id, user_id, name) values ($1, $2, 'c')", [
    collection,
    owner,
  ]);
  const work = randomUUID();
  await db.owner.query(
    `insert into user_library (id, user_id, storage_path, sha256, mime, bytes, width, height, origin)
     values ($1, $2, private.library_path($2, $3, 'image/png'), $3, 'image/png', 1, 1, 1, 'imported')`,
    [work, owner, 'a'.repeat(64)],
  );
  await db.owner.query(
    'insert into collection_items (id, user_id, collection_id, library_id) values ($1, $2, $3, $4)',
    [randomUUID(), owner, collection, work],
  );
});
afterAll(() => db.close());

const statement = (table: string, operation: (typeof OPERATIONS)[number]) =>
  ({
    insert: `insert into public.${table} default values`,
    update: `update public.${table} set ${TABLES[table]?.column} = ${TABLES[table]?.column} where false`,
    delete: `delete from public.${table} where false`,
    truncate: `truncate public.${table}`,
  })[operation];

/** Whether a role may do it at all: nothing is changed by asking. */
const may = async (identity: Identity, sql: string) =>
  !(await refusal(db.as(identity).query(sql))).includes('permission denied');

test('L4: the table below names every table, and each has row security on', async () => {
  const rows = await db.owner.query<{ name: string; secured: boolean }>(
    `select c.relname as name, c.relrowsecurity as secured from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('public', 'private') and c.relkind = 'r'`,
  );
  expect(rows.filter((row) => !row.secured)).toEqual([]);
  const named = rows.map((row) => row.name).filter((name) => name !== 'idempotency');
  expect(named.toSorted()).toEqual(Object.keys(TABLES).toSorted());
});

describe.each(Object.entries(TABLES))('L4: %s', (table, expected) => {
  // jobs and workspace_assets give their columns one by one: `*` is refused, as it must be.
  const count = `select count(id)::int as n from (select ${
    ['user_roles', 'counters_monthly'].includes(table) ? 'user_id as id' : 'id'
  } from public.${table}) t`;

  test('is read by its owner alone', async () => {
    if (expected.own < 0) {
      for (const identity of [{ user: owner }, 'anon'] as const) {
        expect(await may(identity, `select 1 from public.${table}`)).toBe(false);
      }
      return;
    }
    const [own] = await db.as({ user: owner }).query<{ n: number }>(count);
    expect(own?.n).toBeGreaterThanOrEqual(1);
    const foreign = `select user_id from (select ${
      table === 'profiles' ? 'id as user_id' : 'user_id'
    } from public.${table}) t where user_id = $1`;
    if (expected.other === 0) {
      expect(await db.as({ user: other }).query(foreign, [owner])).toEqual([]);
    } else {
      const [shared] = await db.as({ user: other }).query<{ n: number }>(count);
      expect(shared).toEqual(own);
    }
    expect(await may('anon', count)).toBe(false);
  });

  test.each(OPERATIONS)('takes no %s from a client', async (operation) => {
    for (const identity of [{ user: owner }, { user: other }, 'anon'] as const) {
      expect(await may(identity, statement(table, operation))).toBe(false);
    }
  });

  test.each(OPERATIONS)('takes from the service what is set up for it: %s', async (operation) => {
    const [right] = await db.owner.query(
      `select has_table_privilege('service_role', 'public.${table}', '${operation}') as has`,
    );
    expect(right?.['has']).toBe(expected.service.includes(operation));
    expect(await may('service_role', `select 1 from public.${table}`)).toBe(true);
  });
});

test('L4: clients see neither leases nor workers nor vendors in jobs', async () => {
  for (const column of [
    'lease_token',
    'lease_until',
    'worker_id',
    'provider_job_id',
    'hold_id',
    'vendor_cost_usd',
  ]) {
    expect(await may({ user: owner }, `select ${column} from jobs`)).toBe(false);
  }
  expect(await may({ user: owner }, 'select status from jobs')).toBe(true);
});

test('L4: clients call the two functions of sync, the service its own, nobody else anything', async () => {
  const callable = async (role: string) => {
    const rows = await db.owner.query<{ name: string }>(
      `select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         where n.nspname in ('public', 'private') and has_function_privilege($1, p.oid, 'execute')
           and has_schema_privilege($1, n.oid, 'usage')`,
      [role],
    );
    return rows.map(({ name }) => name).toSorted();
  };
  expect(await callable('anon')).toEqual([]);
  expect(await callable('authenticated')).toEqual(['sync_pull', 'sync_push']);
  expect(await callable('service_role')).toEqual([
    'cancel_jobs',
    'claim_jobs',
    'complete_job',
    'create_worker',
    'discard_assets',
    'enqueue_order',
    'expire_workspace',
    'expired_objects',
    'fail_job',
    'forget_objects',
    'grant_credits',
    'heartbeat_job',
    'job_upload_folder',
    'plan_promotion',
    'promote_assets',
    'purge_tombstones',
    'reap_jobs',
    'release_job',
    'restore_assets',
    'retry_jobs',
    'start_sync_epoch',
  ]);
});

test('every function has an empty search path, every foreign key an index', async () => {
  const open = await db.owner.query(
    `select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname in ('public', 'private')
         and not coalesce(p.proconfig::text[] @> array['search_path=""'], false)`,
  );
  expect(open).toEqual([]);
  const bare = await db.owner.query(
    `select c.conrelid::regclass::text as tbl, c.conname from pg_constraint c
       join pg_namespace n on n.oid = c.connamespace
       where c.contype = 'f' and n.nspname in ('public', 'private')
         and not exists (select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])`,
  );
  expect(bare).toEqual([]);
});

describe('L4: files', () => {
  const sha = 'b'.repeat(64);
  const place = (user: string, hash = sha) => `${user}/${hash.slice(0, 2)}/${hash}.png`;
  const put = (identity: Identity, bucket: string, name: string) =>
    refusal(
      db
        .as(identity)
        .query('insert into storage.objects (bucket_id, name) values ($1, $2)', [bucket, name]),
    );

  test('a creator puts files into his own folder of the library, at the place of their content', async () => {
    const me = { user: owner };
    expect(await put(me, 'user-library', place(owner))).toBe('not refused');
    expect(await put(me, 'user-library', place(other))).toContain('row-level security');
    expect(await put(me, 'user-library', `${owner}/b/${sha}.png`)).toContain('row-level security');
    expect(await put(me, 'user-library', `${owner}/bb/${sha}.svg`)).toContain('row-level security');
    expect(await put(me, 'workspace-temp', `${owner}/x/0.png`)).toContain('row-level security');
    expect(await put('anon', 'user-library', place(owner, 'c'.repeat(64)))).not.toBe('not refused');
  });

  test('a creator reads his own files of both buckets, and nobody else’s', async () => {
    await putObject(db, 'workspace-temp', `${owner}/job/0.png`);
    const names = async (user: string) => {
      const rows = await db
        .as({ user })
        .query<{ name: string }>('select name from storage.objects where name like $1', [
          `${owner}/%`,
        ]);
      return rows.length;
    };
    expect(await names(owner)).toBeGreaterThanOrEqual(2);
    expect(await names(other)).toBe(0);
  });
});
