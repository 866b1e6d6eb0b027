import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { buildPrebuilt } from '../backend/embedded/prebuilt/prebuilt.ts';

const CHILD = fileURLToPath(new URL('backend-child.ts', import.meta.url));

/** One table whose rows belong to somebody, one private bucket, and nothing that slows a measurement down on purpose. */
const MIGRATION = `
create table notes (
  id bigint generated always as identity primary key,
  owner uuid not null default auth.uid(),
  title text not null,
  body text,
  done boolean not null default false,
  created_at timestamptz not null default now()
);
create index notes_owner on notes (owner, id);
alter table notes enable row level security;
create policy own on notes to authenticated using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
insert into storage.buckets (id, name, public) values ('files', 'files', false);
create policy files on storage.objects to authenticated
  using (bucket_id = 'files') with check (bucket_id = 'files');
`;
const CONFIG = '[auth.rate_limit]\nsign_in_sign_ups = 1000000\n';

const COMMAND = fileURLToPath(new URL('../scripts/atelier.ts', import.meta.url));
const Ready = z.object({ url: z.string(), anonKey: z.string(), serviceRoleKey: z.string() });

export interface BackendProcess extends z.infer<typeof Ready> {
  child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a server on the bench's own project, below `folder`, with a prebuilt database as every build has one. */
export async function startBackendProcess(
  folder: string,
  databaseUrl?: string,
): Promise<BackendProcess> {
  const migrationsDir = join(folder, 'supabase', 'migrations');
  const prebuiltDir = join(folder, 'prebuilt');
  await mkdir(migrationsDir, { recursive: true });
  await writeFile(join(migrationsDir, '20260101000000_bench.sql'), MIGRATION);
  await writeFile(join(folder, 'supabase', 'config.toml'), CONFIG);
  if (!databaseUrl) {
    await buildPrebuilt(prebuiltDir, { migrationsDir, seedFiles: [] }, { withBaseline: false });
  }
  return forkBackend([
    join(folder, 'data'),
    migrationsDir,
    prebuiltDir,
    ...(databaseUrl ? [databaseUrl] : []),
  ]);
}

/** The child program with its arguments; resolves when it answers requests. */
export async function forkBackend(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<BackendProcess> {
  const execArgv = process.env['BENCH_CHILD_FLAGS']?.split(' ') ?? [];
  const env = { ...process.env, ...environment };
  const child = fork(CHILD, [...args], { execPath: process.execPath, execArgv, env });
  const [ready] = (await once(child, 'message')) as [Omit<BackendProcess, 'child' | 'stop'>];
  return {
    child,
    ...ready,
    async stop() {
      const ended = once(child, 'exit');
      child.send('stop');
      await ended;
    },
  };
}

/** The command as people start it, on Atelier's own project; resolves when it answers requests. */
export async function startBackendCommand(
  dataDir: string,
  compiledDir: string,
): Promise<BackendProcess> {
  const child = spawn(process.execPath, [COMMAND, 'backend', '--json', '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiledDir },
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    child,
    ...Ready.parse(JSON.parse(line)),
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Of the server's own process, from /proc, in MB of 10^6 bytes. Linux only. */
export async function residentMb(
  { child }: BackendProcess,
  field: 'VmRSS' | 'VmHWM',
): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  const kib = Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]);
  return (kib * 1024) / 1e6;
}

/**
 * What a program's own process has used so far, in ms of the processor: unlike a rate, it hardly changes when the
 * machine has other work. Linux only.
 */
export async function processorMs({ child }: { child: ChildProcess }): Promise<number> {
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}
