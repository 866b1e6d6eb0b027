import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FunctionsHttpError, FunctionsRelayError, createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bench, discard, startBench } from './storage-harness.ts';

const FUNCTIONS = {
  echo: `export default async (request: Request) => Response.json({
    path: new URL(request.url).pathname, method: request.method, body: await request.text(),
    url: process.env.SUPABASE_URL, greeting: process.env.GREETING, agent: request.headers.get('x-test') });`,
  open: `export default () => new Response('open');`,
  throws: `export default async () => { throw new Error('secret detail'); };`,
  slow: `export default () => new Promise(() => undefined);`,
  broken: `export const nothing = 1;`,
  inner: `export default async () => {
    const answer = await fetch(process.env.SUPABASE_URL + '/rest/v1/', { method: 'POST', body: 'select 1',
      headers: { authorization: 'Bearer ' + process.env.SUPABASE_SERVICE_ROLE_KEY } });
    return Response.json(await answer.json()); };`,
  stream: `export default async () => new Response(new ReadableStream({ async start(c) {
    c.enqueue(new TextEncoder().encode('data: 1\\n\\n')); await new Promise((r) => setTimeout(r, 250));
    c.enqueue(new TextEncoder().encode('data: 2\\n\\n')); c.close(); } }), { headers: { 'content-type': 'text/event-stream' } });`,
};

let bench: Bench;
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-functions-'));
  for (const [name, source] of Object.entries(FUNCTIONS)) {
    await mkdir(join(root, 'functions', name), { recursive: true });
    await writeFile(join(root, 'functions', name, 'handler.ts'), source);
  }
  await writeFile(
    join(root, 'config.toml'),
    '[functions.echo]\nverify_jwt = true\n[functions.open] # public\nverify_jwt = false\n',
  );
  bench = await startBench('', {
    functionsDir: join(root, 'functions'),
    limits: { answerMs: 500, totalMs: 5000 },
  });
});
afterAll(async () => {
  await discard(bench);
  await rm(root, { recursive: true, force: true });
});

it('WIRE 38: inside a function the path is its name; environment and body are there', async () => {
  const { data, error } = await bench
    .client()
    .functions.invoke('echo/sub?x=1', { body: { a: 1 }, headers: { 'x-test': 'yes' } });
  expect(error).toBeNull();
  expect(data).toEqual({
    path: '/echo/sub',
    method: 'POST',
    body: '{"a":1}',
    url: bench.url,
    greeting: 'bonjour',
    agent: 'yes',
  });
});

it("WIRE 38: a rejected token is the relay's answer, not the function's", async () => {
  const answer = await fetch(`${bench.url}/functions/v1/echo`, {
    method: 'POST',
    headers: { authorization: 'Bearer x' },
  });
  expect([answer.status, answer.headers.get('x-relay-error')]).toEqual([401, 'true']);
  expect((await fetch(`${bench.url}/functions/v1/echo`)).status).toBe(401);
  const expired = bench.client(await bench.token('x', -5));
  expect((await expired.functions.invoke('echo')).error).toBeInstanceOf(FunctionsRelayError);
});

it('WIRE 1: verify_jwt = false needs no key and ignores a garbage token', async () => {
  const headers = { authorization: 'Bearer garbage', apikey: 'garbage' };
  expect(await (await fetch(`${bench.url}/functions/v1/open`, { headers })).text()).toBe('open');
  expect(
    (await fetch(`${bench.url}/functions/v1/open`)).headers.get('access-control-allow-origin'),
  ).toBe('*');
});

it('missing, broken, failing and endless functions are told apart', async () => {
  const status = async (name: string) => {
    const { error } = await bench.client().functions.invoke(name);
    expect(error).toBeInstanceOf(FunctionsHttpError);
    const response = (error as FunctionsHttpError).context as Response;
    return [response.status, JSON.stringify(await response.json())] as const;
  };
  expect(await status('missing')).toEqual([404, expect.stringContaining('NOT_FOUND')]);
  expect(await status('_shared')).toEqual([404, expect.stringContaining('NOT_FOUND')]);
  expect(await status('..%2F..%2Fecho')).toEqual([404, expect.stringContaining('NOT_FOUND')]);
  expect(await status('broken')).toEqual([503, expect.stringContaining('BOOT_ERROR')]);
  expect(await status('throws')).toEqual([500, expect.not.stringContaining('secret')]);
  expect(await status('slow')).toEqual([504, expect.stringContaining('IDLE_TIMEOUT')]);
});

it('calls of its own server do not wait for each other', async () => {
  const client = createClient(bench.url, bench.anonKey);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => client.functions.invoke('inner')),
  );
  expect(answers.map(({ data }) => data)).toEqual(
    Array.from({ length: 8 }, () => ({ done: true })),
  );
});

it('streams pass through as they come', async () => {
  const { data } = await bench.client().functions.invoke('stream');
  const times: number[] = [];
  let text = '';
  for await (const chunk of (data as Response).body!) {
    times.push(performance.now());
    text += new TextDecoder().decode(chunk);
  }
  expect(text).toBe('data: 1\n\ndata: 2\n\n');
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(150);
});
