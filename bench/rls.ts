import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine, RequestContext } from '../backend/embedded/engine/engine.ts';
import { openNative } from '../backend/embedded/engine/native-engine.ts';
import { applyBaseline } from '../backend/embedded/migrate/baseline.ts';
import { migrate } from '../backend/embedded/migrate/migrate.ts';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../scripts/postgres.ts';
import { type BenchResult, median, round } from './bench.ts';

const MIGRATIONS = fileURLToPath(new URL('../supabase/migrations', import.meta.url));
const USERS = 10;
const ROWS_EACH = 10_000;
const RUNS = 40;
const GOAL = 2;

/** The newest page and the number of a user's works, one of ten users with 10,000 each: with and without RLS. */
export async function rls(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  const postgres = await startPostgres();
  const engine = await openNative(join(folder, 'data'), await postgres.createDatabase());
  try {
    await applyBaseline(engine);
    await migrate(engine, MIGRATIONS);
    const user = await fill(engine);
    const asUser: RequestContext = {
      role: 'authenticated',
      claims: { role: 'authenticated', sub: user },
      headers: {},
      method: 'GET',
      path: '/user_library',
    };
    const figures: Record<string, number | string> = {};
    let worst = 0;
    for (const [name, sql] of Object.entries(QUERIES)) {
      const secured = await timed(() => engine.once(asUser, sql.replace('$MINE', 'true')));
      // The same rows by the same index, and nobody to ask: the owner of a table is above its policies.
      const open = await timed(() =>
        engine.once({ ...asUser, role: 'postgres' }, sql.replace('$MINE', `user_id = '${user}'`)),
      );
      worst = Math.max(worst, secured / open);
      figures[`${name}: under RLS (ms)`] = round(secured, 2);
      figures[`${name}: without (ms)`] = round(open, 2);
    }
    const plan = await engine.once<{ 'QUERY PLAN': string }>(
      asUser,
      `explain (analyze, costs off, timing off, summary off) ${QUERIES['a page of 100']?.replace('$MINE', 'true')}`,
    );
    const lines = plan.rows.map((row) => row['QUERY PLAN']);
    figures['plan of a page'] = `\n    ${lines.join('\n    ')}`;
    const once = lines.some((line) => line.includes('InitPlan'));
    return {
      figures: { ...figures, 'RLS costs, at worst (times)': round(worst, 2) },
      goal: `<= ${GOAL} × without RLS, and who asks is found once (InitPlan)`,
      met: worst <= GOAL && once,
    };
  } finally {
    await engine.close();
    await postgres.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

const QUERIES: Readonly<Record<string, string>> = {
  'a page of 100':
    'select * from public.user_library where $MINE order by created_at desc, id limit 100',
  'a count of all': 'select count(*) from public.user_library where $MINE',
};

const FILL = `
insert into public.user_library (id, user_id, storage_path, sha256, mime, bytes, width, height, origin, recipe, created_at)
select gen_random_uuid(), u.id, private.library_path(u.id, hash, 'image/webp'), hash, 'image/webp', 1000, 512, 512,
       'generated', jsonb_build_object('prompt', 'a lighthouse ' || nr, 'model', 'draft/studio'),
       now() - nr * interval '1 minute'
  from auth.users as u, generate_series(1, ${ROWS_EACH}) as nr,
       lateral (select encode(sha256(convert_to(u.id::text || nr, 'UTF8')), 'hex') as hash) as hashed`;

async function fill(engine: Engine): Promise<string> {
  await engine.transaction('admin', async (tx) => {
    await tx.exec(
      `insert into auth.users (id, email)
         select gen_random_uuid(), 'user' || nr || '@example.com' from generate_series(1, ${USERS}) as nr`,
    );
    await tx.exec(FILL);
  });
  await engine.once('admin', 'analyze public.user_library');
  const { rows } = await engine.once<{ id: string }>(
    'admin',
    `select id from auth.users where email = 'user1@example.com'`,
  );
  return rows[0]?.id ?? '';
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < RUNS; turn += 1) {
    const since = performance.now();
    await run();
    times.push(performance.now() - since);
  }
  return median(times);
}
