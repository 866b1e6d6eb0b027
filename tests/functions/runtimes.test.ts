import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../../backend/embedded/server.ts';
import { type FakeVendors, startFakeVendors, VENDOR_KEY } from './fake-vendors.ts';
import { setStage } from './set-stage.ts';
import { allFunctions } from './suite/functions.ts';
import { type Stage, STAGE } from './suite/stage.ts';
import { suite } from './suite/suite.ts';

/** Of each function on each runtime; `ATELIER_HOSTILE_BODIES=1000` is the full campaign, in about eleven minutes on a busy machine. */
const HOSTILE_BODIES = Number(process.env['ATELIER_HOSTILE_BODIES'] ?? 40);
const LIMIT_MS = 120_000 + HOSTILE_BODIES * 2_000;
const root = join(import.meta.dirname, '..', '..');

let server: EmbeddedServer;
let vendors: FakeVendors;
let dataDir: string;
let env: Record<string, string>;
let stage: Stage;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'atelier-functions-'));
  [server, vendors] = await Promise.all([startEmbedded({ dataDir }), startFakeVendors()]);
  env = {
    SUPABASE_URL: server.url,
    SUPABASE_ANON_KEY: server.anonKey,
    SUPABASE_SERVICE_ROLE_KEY: server.serviceRoleKey,
    OPENAI_API_KEY: VENDOR_KEY,
    OPENAI_BASE_URL: `${vendors.url}/v1`,
    MISTRAL_API_KEY: VENDOR_KEY,
    MISTRAL_BASE_URL: `${vendors.url}/v1`,
    REPLICATE_API_TOKEN: VENDOR_KEY,
    REPLICATE_BASE_URL: `${vendors.url}/v1`,
    REPLICATE_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    STRIPE_SECRET_KEY: VENDOR_KEY,
    STRIPE_API_BASE: vendors.url,
    STRIPE_WEBHOOK_SECRET: 'whsec_of_last_month, whsec_stripe_test',
    ATELIER_REQUESTS_PER_MINUTE: '1000000',
    ATELIER_PRIVATE_ADDRESSES: 'allow',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  stage = await setStage(server, vendors.url, HOSTILE_BODIES);
  // The first start makes a whole database, flushed to disk: slow on a busy machine.
}, 180_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await vendors.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('on Node', () => {
  test.each(Object.entries(suite))('%s', { timeout: LIMIT_MS }, (_, run) => run(stage));
});

describe('inside the embedded server', () => {
  const call = (name: string, init: RequestInit) =>
    fetch(`${server.url}/functions/v1/${name}`, init);

  test('events of a stream arrive while the model still speaks', async () => {
    const response = await call('assistant-stream', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stage.creator.token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'a b c d e f' }] }),
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let parts = 0;
    let text = '';
    for await (const part of response.body ?? []) {
      parts += 1;
      text += new TextDecoder().decode(part);
    }
    expect(parts).toBeGreaterThan(2);
    expect(text).toMatch(/^event: delta\n[\s\S]*event: done\n/);
  });

  test('visitors and operators come in without a token of a person, others do not', async () => {
    const widget = await call('agent-widget', {
      method: 'POST',
      headers: { 'x-agent-key': stage.agent.key, origin: stage.agent.origin },
      body: JSON.stringify({ sessionId: crypto.randomUUID(), message: 'hello' }),
    });
    expect(widget.status).toBe(200);
    const apikey = server.serviceRoleKey;
    expect((await call('system-metrics', { headers: { apikey } })).status).toBe(200);
    expect((await call('system-metrics', {})).status).toBe(401);
    expect((await call('check-quota', { method: 'POST', body: '{}' })).status).toBe(401);
  });
});

test('the same suite on Deno', { timeout: LIMIT_MS + 60_000 }, async () => {
  const itsStage = await setStage(server, vendors.url, HOSTILE_BODIES);
  const { stdout } = await deno(
    [
      'test',
      '--no-check',
      '--allow-net',
      '--allow-env',
      '--allow-read',
      '--allow-sys',
      '--node-modules-dir=manual',
    ],
    [join(import.meta.dirname, 'suite', 'run-in-deno.ts')],
    { ...env, [STAGE]: JSON.stringify(itsStage) },
  );
  expect(stdout).toContain(`ok | ${Object.keys(suite).length} passed | 0 failed`);
});

const functions = join(root, 'supabase', 'functions');
const names = readdirSync(functions, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== '_shared')
  .map(({ name }) => name)
  .sort();

test('all functions check under Deno', { timeout: LIMIT_MS }, async () => {
  expect(names).toEqual((await allFunctions()).map(({ name }) => name));
  const files = names.map((name) => join(functions, name, 'index.ts'));
  await deno(['check', '--node-modules-dir=manual'], files, {});
});

/** On a project each function finds a library by its own deno.json alone. */
test.each(names)('%s: its deno.json names what it imports, as package.json has it', (name) => {
  const { dependencies, devDependencies } = readJson(join(root, 'package.json')) as Manifest;
  const versions = { ...dependencies, ...devDependencies };
  const { imports } = readJson(join(functions, name, 'deno.json')) as { imports: object };
  const wanted = [...librariesOf(join(functions, name, 'index.ts'))].sort();
  expect(imports).toEqual(
    Object.fromEntries(wanted.map((library) => [library, `npm:${library}@${versions[library]}`])),
  );
});

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The bare names that a file and all it imports by path name. */
function librariesOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return new Set();
  seen.add(file);
  const found = new Set<string>();
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import) '([^']+)'/g)) {
    const more = name.startsWith('.') ? librariesOf(join(dirname(file), name), seen) : [name];
    for (const library of more) found.add(library);
  }
  return found;
}

/** The binary that npm installed; never the registry. */
async function deno(flags: string[], files: string[], more: Record<string, string>) {
  const bin = createRequire(import.meta.url).resolve('deno/bin.cjs');
  const told = await promisify(execFile)(process.execPath, [bin, ...flags, ...files], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...more, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
  }).catch((error: { stdout?: string; stderr?: string; message: string }) => {
    throw new Error(`${error.stdout ?? ''}\n${error.stderr ?? ''}`.slice(-8_000), { cause: error });
  });
  return told;
}
