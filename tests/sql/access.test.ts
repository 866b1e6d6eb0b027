import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database, Identity, Run } from './database.ts';
import { oneOfEach } from './one-of-each.ts';
import { openPglite } from './on-pglite.ts';

/**
 * What anon, the owner, another person, an admin and the service may do with the rows of one person, found out by doing
 * it: S sees them, I adds, U changes, D deletes, T empties the table. Small: it may try, and finds nothing. A dot:
 * nothing at all. Money, jobs and what devices sync are written by functions alone.
 */
const ACCESS: Readonly<Record<string, string>> = {
  ad_rewards: '. S s S S',
  agent_statistics: '. S s s S',
  agents: '. S s s S',
  api_models: '. Sud Sud SIUD SIUD',
  api_providers: '. Sud Sud SIUD SIUD',
  asset_embeddings: '. S s s SIU',
  audit_logs: '. s s S S',
  batch_jobs: '. S s s SIU',
  brands: '. S s s S',
  character_likes: '. SID sd sd S',
  character_scenes: '. S s s S',
  characters: '. S s s S',
  collection_items: '. S s s S',
  compel_configs: '. sud sud SIUD SIUD',
  conversations: '. S s s SIU',
  counters_monthly: '. S s S S',
  credit_transactions: '. S s S S',
  enhancement_presets: '. sud sud SIUD SIUD',
  image_analysis: '. S s s SIU',
  jobs: '. S s s S',
  messages: '. S s s SI',
  model_config_history: '. s s S S',
  model_performance_logs: '. s s S S',
  model_test_results: '. sud sud SIUD SIUD',
  negative_prompts: '. sud sud SIUD SIUD',
  not_duplicates: '. S s s S',
  order_items: '. S s s S',
  orders: '. S s s S',
  payments: '. S s S S',
  performance_metrics: '. s s S S',
  personalization_tokens: '. S s s S',
  plans: 'S Sud Sud SIUD SIUD',
  profiles: '. S s s S',
  projects: '. S s s S',
  prompt_ab_tests: '. sud sud SIUD SIUD',
  prompt_suggestions: '. S s s SIUD',
  prompt_templates: '. sud sud SIUD SIUD',
  prompts: '. S s s S',
  scenes: '. S s s S',
  scheduled_tasks: '. s s S SU',
  sync_epoch: '. . . . S',
  sync_mutations: '. . . . S',
  system_config: '. sud sud SIUD SIUD',
  template_reports: '. S s S S',
  template_uses: '. S s s S',
  templates: '. S s s S',
  usage_events: '. S s S S',
  user_activity_log: '. S s S SI',
  user_collections: '. S s s S',
  user_library: '. S s s S',
  user_roles: '. S s S SIUD',
  user_stats: '. S s s S',
  workers: '. s s S SUD',
  workspace_assets: '. S s s S',
};

const OPERATIONS = ['select', 'insert', 'update', 'delete', 'truncate'] as const;
type Operation = (typeof OPERATIONS)[number];
const LETTER = { select: 'S', insert: 'I', update: 'U', delete: 'D', truncate: 'T' } as const;

let db: Database;
let person: string;
let roles: [string, Identity][];

beforeAll(async () => {
  db = await openPglite();
  person = await db.signUp();
  const [other, admin] = [await db.signUp(), await db.signUp()];
  await db.service.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
  await oneOfEach(db, person);
  roles = [
    ['anon', 'anon'],
    ['owner', { user: person }],
    ['other', { user: other }],
    ['admin', { user: admin }],
    ['service', 'service_role'],
  ];
}, 120_000);
afterAll(() => db.close());

const VIEWS = new Set(['agent_statistics', 'user_stats']);

class Undo extends Error {}

/** Runs what is undone at once; answers how many rows it met, or nothing where the role has no right to. */
async function attempt(identity: Identity, work: (run: Run) => Promise<number>) {
  let met: number | undefined;
  try {
    await db.as(identity).transaction(async (run) => {
      met = await work(run);
      throw new Undo();
    });
  } catch (error) {
    if (error instanceof Undo) return met;
    const { message } = error as Error;
    if (/permission denied|row-level security/.test(message)) return undefined;
    // Any other refusal comes after the right was there: a key that is taken, a row that others name.
    return 1;
  }
  return met;
}

const roleName = (identity: Identity) =>
  typeof identity === 'string' ? identity : 'authenticated';

/** Columns that a role may write; all that can be written where it may write none. */
async function columnsFor(table: string, identity: Identity, right: 'insert' | 'update') {
  const rows = await db.owner.query<{ name: string; allowed: boolean }>(
    `select attname as name, has_column_privilege($1, attrelid, attnum, $2) as allowed
       from pg_attribute where attrelid = $3::regclass and attnum > 0 and not attisdropped
         and attgenerated = '' order by attnum`,
    [roleName(identity), right, `public.${table}`],
  );
  const allowed = rows.filter((row) => row.allowed);
  return (allowed.length > 0 ? allowed : rows).map((row) => `"${row.name}"`);
}

async function outcome(table: string, operation: Operation, identity: Identity) {
  const [owned] = await db.owner.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attname = $2`,
    [`public.${table}`, table === 'profiles' ? 'id' : 'user_id'],
  );
  const mine = owned ? `where ${owned.name} = '${person}'` : '';
  const into = (await columnsFor(table, identity, 'insert')).join();
  const [changed] = await columnsFor(table, identity, 'update');
  const [copy] = await db.owner.query<{ row: string }>(
    `select to_jsonb(t)::text as row from public.${table} t ${mine} limit 1`,
  );
  const works: Record<Operation, (run: Run) => Promise<number>> = {
    async select(run) {
      const [row] = await run<{ n: number }>(
        `select count(*)::int as n from public.${table} ${mine}`,
      );
      return row?.n ?? 0;
    },
    async insert(run) {
      await run(
        `insert into public.${table} (${into})
           select ${into} from jsonb_populate_record(null::public.${table}, $1)`,
        [copy?.row],
      );
      return 1;
    },
    update: async (run) =>
      (await run(`update public.${table} set ${changed} = ${changed} returning 1`)).length,
    delete: async (run) => (await run(`delete from public.${table} returning 1`)).length,
    async truncate(run) {
      await run(`truncate public.${table}`);
      return 1;
    },
  };
  const met = await attempt(identity, works[operation]);
  if (met === undefined) return '';
  return met > 0 ? LETTER[operation] : LETTER[operation].toLowerCase();
}

async function rights(table: string): Promise<string> {
  const said: string[] = [];
  const isView = VIEWS.has(table);
  for (const [, identity] of roles) {
    let letters = '';
    for (const operation of isView ? (['select'] as const) : OPERATIONS)
      letters += await outcome(table, operation, identity);
    said.push(letters || '.');
  }
  return said.join(' ');
}

const relations = (schema: string) =>
  db.owner.query<{ name: string; secured: boolean; kind: string }>(
    `select relname as name, relrowsecurity as secured, relkind as kind from pg_class
       where relnamespace = $1::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f') order by relname`,
    [schema],
  );

test('L4: the list above names every table and view, and each table has row security on', async () => {
  const all = await relations('public');
  expect(all.map(({ name }) => name)).toEqual(Object.keys(ACCESS).toSorted());
  const tables = [...all, ...(await relations('private'))].filter(({ kind }) => kind !== 'v');
  expect(tables.filter(({ secured }) => !secured)).toEqual([]);
  const views = all.filter(({ kind }) => kind === 'v').map(({ name }) => name);
  expect(views).toEqual([...VIEWS]);
});

test.each(Object.entries(ACCESS))('L4: %s gives to each role %s', async (table, expected) => {
  const [row] = await db.owner.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  expect(row?.n).toBeGreaterThan(0);
  expect(await rights(table)).toBe(expected);
});

test('L4: nobody but the owner of the tables reaches into the schema private', async () => {
  const tables = await relations('private');
  expect(tables.length).toBeGreaterThan(5);
  for (const { name } of tables) {
    for (const [, identity] of roles) {
      expect(
        await attempt(identity, async (run) => (await run(`table private.${name}`)).length),
      ).toBe(undefined);
    }
  }
});

test.each([
  [
    'jobs',
    'lease_token lease_until worker_id provider_job_id hold_id vendor_cost_usd moderation_notes',
  ],
  ['agents', 'api_key_hash'],
  ['workers', 'key_hash'],
  ['workspace_assets', 'object_removed_at'],
])('L4: of %s no client sees %s', async (table, columns) => {
  for (const column of columns.split(' ')) {
    for (const [name, identity] of roles) {
      const met = await attempt(identity, async (run) => {
        await run(`select ${column} from public.${table}`);
        return 1;
      });
      expect([column, name, met]).toEqual([column, name, name === 'service' ? 1 : undefined]);
    }
  }
});

test('every foreign key has an index', async () => {
  const bare = await db.owner.query(
    `select c.conrelid::regclass::text as tbl, c.conname from pg_constraint c
       join pg_namespace n on n.oid = c.connamespace
       where c.contype = 'f' and n.nspname in ('public', 'private') and c.conparentid = 0
         and not exists (select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])`,
  );
  expect(bare).toEqual([]);
});
