import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PullAnswer, type PushAnswer, START } from '../../contract/sync.ts';
import type { Database } from './database.ts';
import { refusal } from './fixtures.ts';
import { oneOfEach } from './one-of-each.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
let owner: string;
let thief: string;

beforeAll(async () => {
  db = await openPglite();
  owner = await db.signUp();
  thief = await db.signUp();
  await oneOfEach(db, owner);
}, 120_000);
afterAll(() => db.close());

const idOf = async (table: string) => {
  const [row] = await db.owner.query<{ id: string }>(`select id from ${table} where user_id = $1`, [
    owner,
  ]);
  return row?.id ?? '';
};
const asThief = <T>(name: string, args: Record<string, unknown>) =>
  db.as({ user: thief }).rpc<T>(name, args);

/** What somebody else gets who calls a function that runs with the rights of the tables' owner: each proves it. */
const FORGED: Readonly<Record<string, () => Promise<void>>> = {
  async admin_rows() {
    for (const p_table of ['profiles', 'workers', 'credit_transactions; --']) {
      expect(await refusal(asThief('admin_rows', { p_table }))).toBe('forbidden');
    }
  },
  async community_prompts() {
    expect(await asThief('community_prompts', { p_words: ['lighthouse'] })).toBeUndefined();
  },
  async community_templates() {
    expect(await asThief('community_templates', {})).toMatchObject({ items: [], total: 0 });
  },
  async confirm_age() {
    const stranger = db.as({ user: randomUUID() });
    expect(await refusal(stranger.rpc('confirm_age', { p_birth_date: '1990-01-01' }))).toBe(
      'unauthenticated',
    );
    await asThief('confirm_age', { p_birth_date: '1990-01-01' });
    const [mine] = await db.owner.query('select age_verified from profiles where id = $1', [owner]);
    expect(mine).toEqual({ age_verified: false });
  },
  async fuzzy_works() {
    await db.owner.query("update user_library set custom_title = 'Lighthouse' where user_id = $1", [
      owner,
    ]);
    const words = { p_words: 'lighthouse' };
    expect(await asThief('fuzzy_works', words)).toBeUndefined();
    expect(await db.as({ user: owner }).rpc('fuzzy_works', words)).toBeDefined();
  },
  async report_template() {
    const report = { p_template: await idOf('templates'), p_reason: 'spam' };
    expect(await refusal(asThief('report_template', report))).toBe('not_found');
  },
  async reported_templates() {
    expect(await asThief('reported_templates', {})).toEqual({
      mayDecide: false,
      total: 0,
      items: [],
    });
  },
  async rotate_agent_key() {
    const p_agent = await idOf('agents');
    expect(await refusal(asThief('rotate_agent_key', { p_agent }))).toBe('not_found');
    expect(await db.as({ user: owner }).rpc('rotate_agent_key', { p_agent })).toMatch(/^agent_/);
  },
  async settle_template_reports() {
    const p_template = await idOf('templates');
    const settle = asThief('settle_template_reports', { p_template, p_stays: false });
    expect(await refusal(settle)).toBe('forbidden');
  },
  async shared_works() {
    expect(await asThief('shared_works', {})).toBeUndefined();
  },
  async similar_works() {
    // Without pgvector nobody is told anything; with it, likeness.test.ts says whose works are found.
    const p_embedding = Array.from({ length: 1536 }, () => 0.1);
    expect(await refusal(asThief('similar_works', { p_embedding }))).toBe('not_available');
  },
  async sync_digest() {
    const upto = String(2n ** 62n);
    const digest = (user: string) =>
      db.as({ user }).rpc<{ tables: Record<string, unknown> }>('sync_digest', { upto });
    const nobody = await db.signUp();
    // A new person's profile alone: nothing of what the owner has.
    expect(Object.keys((await digest(nobody)).tables)).toEqual(['profiles']);
    expect(Object.keys((await digest(owner)).tables).length).toBeGreaterThan(5);
  },
  async sync_pull() {
    const { rows } = await asThief<PullAnswer>('sync_pull', { after: START });
    expect(new Set(rows.map(({ row }) => row['user_id'] ?? row['id']))).toEqual(new Set([thief]));
  },
  async sync_push() {
    for (const table of ['user_collections', 'brands', 'projects', 'agents', 'user_library']) {
      for (const op of ['upsert', 'delete']) {
        const mutation = {
          id: randomUUID(),
          table,
          rowId: await idOf(table),
          op,
          base: null,
          fields: op === 'delete' ? {} : { created_at: '2026-01-01T00:00:00Z' },
        };
        const { results } = await asThief<PushAnswer>('sync_push', {
          mutations: JSON.stringify([mutation]),
        });
        expect([table, op, results[0]]).toMatchObject([
          table,
          op,
          { status: 'rejected', code: 'forbidden' },
        ]);
      }
    }
  },
  async take_suggestion() {
    const [{ base_prompt: base, suggested_prompt: suggested } = {}] = await db.owner.query<{
      base_prompt: string;
      suggested_prompt: string;
    }>('select base_prompt, suggested_prompt from prompt_suggestions where user_id = $1', [owner]);
    const taken = { p_base: base, p_suggested: suggested, p_source: 'ai', p_confidence: 1 };
    await asThief('take_suggestion', taken);
    const rows = await db.owner.query(
      'select user_id, used_count from prompt_suggestions order by used_count',
    );
    expect(rows).toEqual([
      { user_id: owner, used_count: 0 },
      { user_id: thief, used_count: 1 },
    ]);
  },
};

const callable = async (role: string) => {
  const rows = await db.owner.query<{ name: string }>(
    `select p.oid::regproc::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname in ('public', 'private') and has_function_privilege($1, p.oid, 'execute')
         and has_schema_privilege($1, n.oid, 'usage')`,
    [role],
  );
  return rows.map(({ name }) => name).toSorted();
};

test('L4: anon calls nothing, a person what is proved below, the service what its functions need', async () => {
  expect(await callable('anon')).toEqual([]);
  expect(await callable('authenticated')).toEqual(Object.keys(FORGED).toSorted());
  const service = await callable('service_role');
  // What speaks for the signed-in person has no meaning for the service, which is nobody.
  expect(service.filter((name) => name in FORGED)).toEqual([]);
  const unused = await db.owner.query<{ name: string }>(
    `select proname as name from pg_proc where pronamespace = 'public'::regnamespace
       and not has_function_privilege('service_role', oid, 'execute')
       and not has_function_privilege('authenticated', oid, 'execute')`,
  );
  expect(unused).toEqual([]);
});

describe('L4: a forged owner is refused', () => {
  test.each(Object.entries(FORGED))('%s', (_, prove) => prove());
});

test('every function has an empty search path; those that policies call tell of nobody else', async () => {
  const open = await db.owner.query(
    `select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname in ('public', 'private')
         and not coalesce(p.proconfig::text[] @> array['search_path=""'], false)`,
  );
  expect(open).toEqual([]);
  const definers = await db.owner.query<{ name: string }>(
    `select proname as name from pg_proc where prosecdef and pronamespace = 'private'::regnamespace
       and prorettype <> 'trigger'::regtype
       and (has_function_privilege('authenticated', oid, 'execute')
         or has_function_privilege('anon', oid, 'execute')) order by 1`,
  );
  expect(definers.map(({ name }) => name)).toEqual(['i_allow_nsfw', 'is_admin', 'is_shared']);
});
