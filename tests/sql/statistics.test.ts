import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
beforeAll(async () => {
  db = await openPglite();
}, 120_000);
afterAll(() => db.close());

interface Plan {
  Plan: { 'Plan Rows': number };
}
const estimate = async (sql: string, params: unknown[]) => {
  const [row] = await db.owner.query<{ 'QUERY PLAN': Plan[] }>(
    `explain (format json) ${sql}`,
    params,
  );
  return row?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
};
const analyze = () => db.service.rpc<number>('analyze_tables');

test('where no autovacuum runs, the planner learns what tables hold, and is not told twice', async () => {
  await analyze();
  const user = await db.signUp();
  const events = `insert into usage_events (user_id, event, feature, created_at)
    select $1::uuid, 'edit', 'f' || n, now() from generate_series(1, 5000) as n`;
  await db.owner.query(events, [user]);
  // Changes are counted at most once a second: told later, they would be analyzed once more.
  await db.owner.query('select pg_stat_force_next_flush()');
  const mine = 'select * from usage_events where user_id = $1';
  expect(await estimate(mine, [user])).toBeLessThan(500);
  expect(await analyze()).toBeGreaterThanOrEqual(1);
  expect(await estimate(mine, [user])).toBeGreaterThan(4_000);
  expect(await analyze()).toBe(0);
});
