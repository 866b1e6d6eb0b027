import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { pgtap } from '@electric-sql/pglite-pgtap';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXTENSIONS, openRaw } from './on-pglite.ts';
import { root } from './schema.ts';

const FOLDER = join(root, 'supabase/tests');

let db: PGlite;
beforeAll(async () => {
  db = await openRaw({ extensions: { ...EXTENSIONS, pgtap } });
}, 120_000);
afterAll(() => db.close());

/** What `supabase test db` runs on a project, here on PGlite: TAP, a line an assertion. */
test.each(readdirSync(FOLDER))('pgTAP: %s', async (name) => {
  const results = await db.exec(readFileSync(join(FOLDER, name), 'utf8'));
  const lines = results.flatMap(({ rows }) =>
    rows.flatMap((row) => Object.values(row as object).map(String)),
  );
  expect(lines.filter((line) => line.startsWith('not ok') || line.startsWith('#'))).toEqual([]);
  const planned = Number(lines.find((line) => line.startsWith('1..'))?.slice(3));
  expect(lines.filter((line) => line.startsWith('ok')).length).toBe(planned);
  expect(planned).toBeGreaterThan(10);
});

const said = readdirSync(FOLDER)
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'))
  .join('\n');
const unnamed = async (sql: string) => {
  const { rows } = await db.query<{ kind: string; what: string[] }>(sql);
  expect(rows.length).toBeGreaterThan(50);
  return rows.filter(
    ({ kind, what }) =>
      !said
        .split('\n')
        .some(
          (line) => line.startsWith(`select ${kind}`) && what.every((part) => line.includes(part)),
        ),
  );
};

test('pgTAP: every policy of ours has a test by its name, for its command and its roles', async () => {
  for (const kind of ['policy_cmd_is', 'policy_roles_are']) {
    const missing = await unnamed(
      `select '${kind}' as kind, array[quote_literal(schemaname), quote_literal(tablename), quote_literal(policyname)] as what
         from pg_policies
         where schemaname in ('public', 'private', 'storage')
           -- The months come and go; usage_events_other is made by the same function.
           and tablename !~ '^usage_events_[0-9]{4}_[0-9]{2}$'
           -- Nobody's at all: it says so of every role.
           and not ('${kind}' = 'policy_roles_are' and roles = '{public}')`,
    );
    expect(missing).toEqual([]);
  }
});

test('pgTAP: every function of ours has a test by its name and arguments, of its rights and of who may call it', async () => {
  const signature = `array[quote_literal(n.nspname), quote_literal(p.proname)]
    || array(select quote_literal(format_type(t, null)) from unnest(p.proargtypes) as t)`;
  const ours = `from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname in ('public', 'private') and not exists (
      select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')`;
  for (const role of ['anon', 'authenticated', 'service_role']) {
    const kind = `'function_privs_are' as kind`;
    expect(
      await unnamed(`select ${kind}, ${signature} || quote_literal('${role}') as what ${ours}`),
    ).toEqual([]);
  }
  const definer = `case when p.prosecdef then 'is_definer' else 'isnt_definer' end as kind`;
  expect(await unnamed(`select ${definer}, ${signature} as what ${ours}`)).toEqual([]);
});
