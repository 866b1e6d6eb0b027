import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../backend/embedded/engine/engine.ts';
import { readProject } from '../../backend/embedded/config/project.ts';
import { openPglite } from '../../backend/embedded/engine/pglite-engine.ts';
import { applyBaseline } from '../../backend/embedded/migrate/baseline.ts';
import { migrate } from '../../backend/embedded/migrate/migrate.ts';
import { applySeeds } from '../../backend/embedded/migrate/seed.ts';
import { findBaseline } from '../../backend/embedded/prebuilt/prebuilt.ts';
import { whole } from '../sql/campaign.ts';

const supabase = fileURLToPath(new URL('../../supabase/', import.meta.url));
const migrations = join(supabase, 'migrations');
/** The last migration of the set that people's databases were made by. */
const FORMER = '20261121081400';
/** Tables that migrations themselves add rows to. */
const CATALOGUE: ReadonlySet<string> = new Set([
  'api_models',
  'api_providers',
  'model_config_history',
  'scheduled_tasks',
]);
/** What a migration works out for rows that were there: the credits of the month, from the books. */
const WORKED_OUT: Readonly<Record<string, object>> = { counters_monthly: { woofs_used: 3 } };

let folder: string;
let former: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-upgrade-'));
  former = join(folder, 'former');
  await mkdir(former);
  for (const name of await readdir(migrations)) {
    if (name.split('_', 1)[0]! <= FORMER) await cp(join(migrations, name), join(former, name));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rows = async <Row>(engine: Engine, sql: string, params: unknown[] = []) =>
  engine.transaction('admin', async (tx) => (await tx.query<Row>(sql, params)).rows);
const value = async <T>(engine: Engine, sql: string, params: unknown[] = []) =>
  (await rows<{ value: T }>(engine, sql, params))[0]?.value as T;

/** A person with a bonus, a kept work in a collection, and three orders: one done, one running, one waiting. */
async function live(engine: Engine) {
  const user = randomUUID();
  const hash = await hireWorker(engine);
  await engine.transaction('admin', (tx) =>
    tx.exec(`
      insert into public.api_providers (id, name) values ('openai', 'OpenAI');
      insert into public.api_models (id, provider, vendor_model, name, capabilities, prices) values (
        'openai/m', 'openai', 'm', 'M', '{"sizes": {"1:1": {"width": 64, "height": 64}}, "qualities": ["standard"],
          "formats": ["webp"], "seed": true, "negativePrompt": false, "maxCount": 4, "maxPromptLength": 2000}',
        '{"standard": 3}');
      insert into auth.users (id, email) values ('${user}', 'old@example.com');
    `),
  );
  const orders: { orderId: string; jobId: string }[] = [];
  for (let nr = 0; nr < 3; nr += 1) {
    const [orderId, jobId] = [randomUUID(), randomUUID()];
    orders.push({ orderId, jobId });
    await rows(engine, 'select public.enqueue_order($1, $2)', [
      user,
      {
        action: 'enqueue',
        orderId,
        quote: 3,
        items: [{ itemId: randomUUID(), jobId }],
        request: {
          type: 'image',
          prompt: 'an old lighthouse',
          model: 'openai/m',
          aspectRatio: '1:1',
          count: 1,
          format: 'webp',
          quality: 'standard',
        },
      },
    ]);
    if (nr < 2) await claim(engine, hash);
    if (nr === 0) await complete(engine, hash, user, jobId);
  }
  const sha = 'a'.repeat(64);
  await engine.transaction('admin', (tx) =>
    tx.exec(`
      with c as (insert into public.user_collections (id, user_id, name)
          values (gen_random_uuid(), '${user}', 'Old') returning id),
        l as (insert into public.user_library (id, user_id, storage_path, sha256, mime, bytes, width, height, origin)
          values (gen_random_uuid(), '${user}', private.library_path('${user}', '${sha}', 'image/png'), '${sha}',
            'image/png', 5, 5, 5, 'imported') returning id)
      insert into public.collection_items (id, user_id, collection_id, library_id)
        select gen_random_uuid(), '${user}', c.id, l.id from c, l;
    `),
  );
  return { user, hash, orders };
}

async function hireWorker(engine: Engine): Promise<string> {
  const key = await value<string>(engine, `select public.create_worker('old') as value`);
  return createHash('sha256').update(key).digest('hex');
}
const claim = (engine: Engine, hash: string) =>
  rows(engine, `select public.claim_jobs($1, 1, '{openai}', 600)`, [hash]);

async function complete(engine: Engine, hash: string, user: string, jobId: string) {
  const path = `${user}/${jobId}/0.webp`;
  await rows(
    engine,
    `insert into storage.objects (bucket_id, name, metadata) values ('workspace-temp', $1, '{"size": 9}')`,
    [path],
  );
  await rows(
    engine,
    `select public.complete_job($1, $2, (select lease_token from public.jobs where id = $2), $3)`,
    [
      hash,
      jobId,
      JSON.stringify([
        {
          index: 0,
          path,
          sha256: 'b'.repeat(64),
          mime: 'image/webp',
          width: 1,
          height: 1,
          recipe: {},
        },
      ]),
    ],
  );
}

/** Every row of every table there is now, by table and key. */
async function content(engine: Engine) {
  const tables = await rows<{ name: string }>(
    engine,
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
       and relname <> 'system_config' order by 1`,
  );
  const all = new Map<string, Record<string, unknown>[]>();
  for (const { name } of tables) {
    const found = await rows<{ row: Record<string, unknown> }>(
      engine,
      `select to_jsonb(t) as row from public.${name} as t order by to_jsonb(t)::text`,
    );
    all.set(
      name,
      found.map(({ row }) => row),
    );
  }
  return all;
}

/** All that a schema is made of, as text: what two ways of making it must agree in. */
const shape = (engine: Engine) =>
  rows<{ line: string }>(
    engine,
    `with spaces as (select oid, nspname from pg_namespace where nspname in ('public', 'private'))
     select format('%s.%s.%s %s %s %s', nspname, relname, attname, format_type(atttypid, atttypmod), attnotnull,
         pg_get_expr(adbin, adrelid)) as line
       from pg_attribute a join pg_class c on c.oid = attrelid join spaces s on s.oid = relnamespace
         left join pg_attrdef d on d.adrelid = c.oid and d.adnum = attnum where attnum > 0 and not attisdropped
     union all select format('%s %s', conrelid::regclass, pg_get_constraintdef(k.oid))
       from pg_constraint k join spaces s on s.oid = connamespace
     union all select pg_get_indexdef(indexrelid) from pg_index join pg_class c on c.oid = indrelid
       join spaces s on s.oid = relnamespace
     union all select pg_get_triggerdef(t.oid) from pg_trigger t where not tgisinternal
       and tgrelid not in (select 'auth.users'::regclass)
     union all select pg_get_functiondef(p.oid) || coalesce(proacl::text, '')
       from pg_proc p join spaces s on s.oid = pronamespace
     union all select pg_get_viewdef(c.oid) from pg_class c join spaces s on s.oid = relnamespace where relkind = 'v'
     union all select format('%s %s', c.oid::regclass, relacl) from pg_class c join spaces s on s.oid = relnamespace
       where relkind <> 'i'
     union all select format('%s %s %s %s %s', polrelid::regclass, polname, polcmd, pg_get_expr(polqual, polrelid),
       pg_get_expr(polwithcheck, polrelid)) from pg_policy
     union all select id || allowed_mime_types::text from storage.buckets
     order by 1`,
  );

async function fresh(): Promise<{ line: string }[]> {
  const engine = await openPglite(join(folder, 'fresh'), { prebuilt: findBaseline });
  await applyBaseline(engine);
  await migrate(engine, migrations);
  const made = await shape(engine);
  await engine.close();
  return made;
}

test('a database of the former migrations is upgraded, though killed within each new one: nothing is lost', async () => {
  const dataDir = join(folder, 'lived-in');
  let engine = await openPglite(dataDir, { prebuilt: findBaseline });
  await applyBaseline(engine);
  await migrate(engine, former);
  const { user, hash, orders } = await live(engine);
  const before = await content(engine);
  await engine.close();

  const added = (await readdir(migrations)).filter((name) => name.split('_', 1)[0]! > FORMER);
  // All of them with ATELIER_CAMPAIGN=whole, else every fourth: each end costs two starts of the engine.
  const killed = [...added.keys()].filter((at) => whole || at % 4 === 3);
  let stands = 0;
  for (const at of killed) {
    const child = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('upgrade-child.ts', import.meta.url)),
        dataDir,
        migrations,
        String(at - stands + 1),
        String((at + 1) / (added.length + 1)),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect([added[at], signal]).toEqual([added[at], 'SIGKILL']);
    stands = at;
  }

  engine = await openPglite(dataDir);
  try {
    expect(await migrate(engine, migrations)).toBe(added.length - stands);
    expect(await shape(engine)).toEqual(await fresh());
    const after = await content(engine);
    for (const [table, old] of before) {
      const now = after.get(table) ?? [];
      if (!CATALOGUE.has(table)) expect([table, now.length]).toEqual([table, old.length]);
      for (const row of old) {
        const kept = { ...row, ...WORKED_OUT[table] };
        expect([table, now]).toEqual([
          table,
          expect.arrayContaining([expect.objectContaining(kept)]),
        ]);
      }
    }
    await applySeeds(engine, supabase, (await readProject()).seedFiles);
    // The worker that had a lease before the upgrade ends its job; the one that waited is given out.
    await complete(engine, hash, user, orders[1]!.jobId);
    await claim(engine, hash);
    await complete(engine, hash, user, orders[2]!.jobId);
    const done = `select count(*)::int as value from public.orders where status = 'completed' and charged = 3`;
    expect(Number(await value(engine, done))).toBe(3);
    const [books] = await rows(
      engine,
      `select credits_balance, (select sum(amount) from public.credit_transactions where user_id = $1) as sum
         from public.profiles where id = $1`,
      [user],
    );
    expect(books).toEqual({ credits_balance: 91, sum: 91 });
  } finally {
    await engine.close();
  }
}, 600_000);
