import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Somebody else's Supabase project, as its CLI lays it out. */
const FILES: Readonly<Record<string, string>> = {
  'supabase/config.toml': `project_id = "theirs"
[db.seed]
sql_paths = ["./seeds/*.sql", "./last.sql", "./missing/*.sql"]
[functions.open]
verify_jwt = false
`,
  'supabase/migrations/20260101000000_notes.sql': `
    create table public.notes (id int primary key, body text);
    grant select on public.notes to anon;`,
  'supabase/seeds/b.sql': `insert into public.notes select count(*), 'b' from public.notes;`,
  'supabase/seeds/a.sql': `insert into public.notes select count(*), 'a' from public.notes;`,
  'supabase/last.sql': `insert into public.notes select count(*), 'last' from public.notes;`,
  'supabase/functions/open/index.ts': `
    import { serve } from 'https://deno.land/std@0.168.0/http/server.ts';
    import { createClient } from 'npm:@supabase/supabase-js@2';
    serve(async (request: Request) => {
      const database = createClient(Deno.env.get('SUPABASE_URL'), Deno.env.get('SUPABASE_ANON_KEY'));
      const { data } = await database.from('notes').select('body').order('id');
      return Response.json({ path: new URL(request.url).pathname, data });
    });`,
  'supabase/functions/closed/index.ts': `
    import { answer } from './answer.ts';
    Deno.serve({ port: 8000 }, () => new Response(answer));`,
  'supabase/functions/closed/answer.ts': `export const answer = 'closed';`,
  'supabase/functions/silent/index.ts': `console.assert(true);`,
  'supabase/functions/remote/index.ts': `import 'https://example.com/x.ts';`,
};
const SECRET = 'a-secret-that-other-programs-know-too';
const MAIN = fileURLToPath(new URL('../../scripts/atelier.ts', import.meta.url));

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-project-'));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

function run(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, 'backend', '--json', ...args], {
    env: { ...process.env, SUPABASE_AUTH_JWT_SECRET: SECRET },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const line = once(child.stdout, 'data').then(([bytes]) => JSON.parse(String(bytes)) as unknown);
  return { child, line };
}

/** Three processes start, on a machine that may be busy. */
const MS = 90_000;

it(
  'runs another project: its migrations, seeds, functions, and the secret it shares',
  async () => {
    const { child, line } = run('--project', root, '--data', join(root, 'data'));
    const exited = once(child, 'exit');
    try {
      const { url, anonKey } = (await line) as { url: string; anonKey: string };
      const { protocol, claims } = readKey(anonKey);
      expect([protocol, claims.role]).toEqual(['HS256', 'anon']);
      const client = createClient(url, anonKey);
      const { data } = await client.from('notes').select('body').order('id');
      expect(data).toEqual([{ body: 'a' }, { body: 'b' }, { body: 'last' }]);

      const open = await fetch(`${url}/functions/v1/open`);
      expect(await open.json()).toEqual({ path: '/open', data });
      expect((await fetch(`${url}/functions/v1/closed`)).status).toBe(401);
      expect((await client.functions.invoke('closed')).data).toBe('closed');
      for (const name of ['silent', 'remote']) {
        const { error } = await client.functions.invoke(name);
        expect((error?.context as Response | undefined)?.status).toBe(503);
      }
    } finally {
      child.kill();
      await exited;
    }
  },
  MS,
);

it(
  "never runs another project's migrations on the studio's own library",
  async () => {
    const { child, line } = run('--project', root);
    expect(await line).toMatchObject({ error: { code: 'invalid_input' } });
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    const nowhere = run('--project', join(root, 'data'), '--data', join(root, 'other'));
    expect(await nowhere.line).toMatchObject({ error: { code: 'not_found' } });
  },
  MS,
);

function readKey(token: string): { protocol: string; claims: { role: string } } {
  const [header = '', body = ''] = token.split('.').map((part) => decode(part));
  return {
    protocol: (JSON.parse(header) as { alg: string }).alg,
    claims: JSON.parse(body) as { role: string },
  };
}

const decode = (text: string): string => Buffer.from(text, 'base64url').toString();
