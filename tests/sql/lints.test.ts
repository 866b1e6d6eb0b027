import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type NativeDatabase, openNative } from './on-native.ts';

/**
 * Supabase's own lints (github.com/supabase/splinter), inside the Postgres language server. Its npm wrapper asks for
 * packages of platforms that were never published, so its Linux binary is taken alone; elsewhere this file says so.
 */
const BINARY = '@postgres-language-server/cli-x86_64-linux-gnu/postgres-language-server';

const Report = z.object({
  diagnostics: z.array(z.object({ category: z.string(), message: z.string() })),
});

/** Says which indexes this database has not used since it was made, a second ago: nothing about the schema. */
const OF_USE = 'splinter/performance/unusedIndex';

let db: NativeDatabase;
beforeAll(async () => {
  db = await openNative(3);
  // Nine lints look only into schemas that PostgREST exposes.
  await db.owner.query("alter database postgres set pgrst.db_schemas = 'public'");
}, 120_000);
afterAll(() => db.close());

function lint() {
  const program = createRequire(import.meta.url).resolve(BINARY);
  const { stdout, stderr } = spawnSync(
    program,
    ['dblint', `--connection-string=${db.url}`, '--reporter=json', '--max-diagnostics=none'],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const start = stdout.indexOf('{');
  expect(start, stderr).toBeGreaterThanOrEqual(0);
  const { diagnostics } = Report.parse(JSON.parse(stdout.slice(start)));
  return diagnostics.filter(({ category }) => category !== OF_USE);
}

const here = process.platform === 'linux' && process.arch === 'x64';

test.runIf(here)('the lints of Supabase find nothing in the schema', () => {
  expect(lint()).toEqual([]);
});

test.runIf(here)('the same lints find what is wrong in a schema that is', async () => {
  await db.engine.exec(BAD);
  const found = lint();
  expect(found.filter(({ message }) => !message.includes('bad'))).toEqual([]);
  expect(new Set(found.map(({ category }) => category)).size).toBeGreaterThanOrEqual(12);
});

/** One of each mistake. */
const BAD = `
  create table public.bad_open (id uuid primary key, user_id uuid references public.profiles (id), password text);
  grant all on public.bad_open to anon, authenticated;
  create table public.bad_keyless (note text);
  alter table public.bad_keyless enable row level security;
  create table public.bad_policies (id uuid primary key, user_id uuid);
  alter table public.bad_policies enable row level security;
  create policy "bad: per row" on public.bad_policies for select to authenticated using (user_id = auth.uid());
  create policy "bad: twice" on public.bad_policies for select to authenticated using (true);
  create policy "bad: always" on public.bad_policies for update to authenticated using (true) with check (true);
  create policy "bad: user metadata" on public.bad_policies for delete to authenticated
    using (((auth.jwt() -> 'user_metadata') ->> 'role') = 'admin');
  create table public.bad_forgotten (id uuid primary key, user_id uuid);
  create policy "bad: never used" on public.bad_forgotten for select using (true);
  create index bad_one on public.bad_policies (user_id);
  create index bad_two on public.bad_policies (user_id);
  create view public.bad_view as select * from public.bad_policies;
  create view public.bad_users as select * from auth.users;
  grant select on public.bad_view, public.bad_users to anon, authenticated;
  create materialized view public.bad_copy as select * from public.bad_policies;
  grant select on public.bad_copy to anon, authenticated;
  create function public.bad_function() returns integer language sql security definer as 'select 1';
  grant execute on function public.bad_function() to anon, authenticated;
  create table public.bad_types (id uuid primary key, kind regcollation);
`;
