import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FunctionsHttpError, FunctionsRelayError, createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Bench, discard, startBench } from './storage-harness.ts';

const FUNCTIONS = {
  echo: `export default async (request: Request) => Response.json({
    path: new URL(request.url).pathname, method: request.method, body: await request.text(),
    url: process.env.SUPABASE_URL, greeting: process.env.GREETING, agent: request.headers.get('x-test') });`,
  mirror: `export default async (request: Request) => {
    const type = request.headers.get('content-type') ?? '';
    const body = type.startsWith('multipart/')
      ? JSON.stringify([...(await request.formData()).entries()])
      : Buffer.from(await request.arrayBuffer()).toString('hex');
    return Response.json({ method: request.method, type: type.split(';')[0], body }); };`,
  answers: `const kinds = { json: ['application/json', '{"a":1}'], text: ['text/plain', 'plain'],
      bytes: ['application/octet-stream', new Uint8Array([0, 255])] };
    export default async (request: Request) => {
      const kind = new URL(request.url).searchParams.get('kind');
      if (kind === 'empty') return new Response(null, { status: 204 });
      if (kind === 'form') { const form = new FormData(); form.set('a', 'b'); return new Response(form); }
      if (kind === 'teapot') return Response.json({ error: 'short and stout' }, { status: 418 });
      const [type, body] = kinds[kind];
      return new Response(body, { headers: { 'content-type': type, 'x-own': 'yes', 'access-control-allow-origin': 'https://a.example' } }); };`,
  open: `export default () => new Response('open');`,
  throws: `export default async () => { throw new Error('secret detail'); };`,
  slow: `export default () => new Promise(() => undefined);`,
  late: `await new Promise((resolve) => setTimeout(resolve, 2_000));
    export default () => new Response('at last');`,
  broken: `export const nothing = 1;`,
  inner: `export default async () => {
    const answer = await fetch(process.env.SUPABASE_URL + '/rest/v1/', { method: 'POST', body: 'select 1',
      headers: { authorization: 'Bearer ' + process.env.SUPABASE_SERVICE_ROLE_KEY } });
    return Response.json(await answer.json()); };`,
  stream: `const read = Promise.withResolvers();
    export default async (request: Request) => {
      if (new URL(request.url).searchParams.has('read')) { read.resolve(); return new Response(); }
      return new Response(new ReadableStream({ async start(c) {
        c.enqueue(new TextEncoder().encode('data: 1\\n\\n')); await read.promise;
        c.enqueue(new TextEncoder().encode('data: 2\\n\\n')); c.close(); } }),
        { headers: { 'content-type': 'text/event-stream' } }); };`,
};

/** Of a call that asks its own server, eight at once on a busy machine, nobody knows how long it takes. */
const PATIENT = { answerMs: 60_000, totalMs: 60_000 };
/** Asked at each call. */
const limits = { ...PATIENT };

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
  bench = await startBench('', { functionsDir: join(root, 'functions'), limits });
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

it('missing, broken and failing functions are told apart', async () => {
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
});

it('a function that never answers is given up when its time is over', async () => {
  limits.answerMs = 100;
  onTestFinished(() => void Object.assign(limits, PATIENT));
  const { error } = await bench.client().functions.invoke('slow');
  const response = (error as FunctionsHttpError).context as Response;
  expect([response.status, await response.json()]).toMatchObject([504, { code: 'IDLE_TIMEOUT' }]);
});

it('bodies of every kind and all methods reach the function as they were sent', async () => {
  const { functions } = bench.client();
  const form = new FormData();
  form.set('field', 'é');
  const hex = (text: string) => Buffer.from(text).toString('hex');
  const cases = [
    [{ a: 'é' }, 'application/json', hex('{"a":"é"}')],
    ['text', 'text/plain', hex('text')],
    [new Blob([new Uint8Array([0, 1, 255])]), 'application/octet-stream', '0001ff'],
    [new Uint8Array([0, 254]).buffer, 'application/octet-stream', '00fe'],
    [form, 'multipart/form-data', '[["field","é"]]'],
  ] as const;
  for (const [sent, type, body] of cases) {
    const { data } = await functions.invoke('mirror', { body: sent });
    expect(data).toEqual({ method: 'POST', type, body });
  }
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'] as const) {
    const { data } = await functions.invoke<{ method: string }>('mirror', { method });
    expect(data?.method).toBe(method);
  }
});

it('answers of every kind reach the caller as they were given', async () => {
  const answer = async (kind: string) =>
    (await bench.client().functions.invoke(`answers?kind=${kind}`)) as { data: unknown };
  expect((await answer('json')).data).toEqual({ a: 1 });
  expect((await answer('text')).data).toBe('plain');
  expect((await answer('empty')).data).toBe('');
  const bytes = (await answer('bytes')).data as Blob;
  expect(new Uint8Array(await bytes.arrayBuffer())).toEqual(new Uint8Array([0, 255]));
  expect(((await answer('form')).data as FormData).get('a')).toBe('b');
  const { error } = await bench.client().functions.invoke('answers?kind=teapot');
  expect(error).toBeInstanceOf(FunctionsHttpError);
  const refused = (error as FunctionsHttpError).context as Response;
  expect([refused.status, await refused.json()]).toEqual([418, { error: 'short and stout' }]);
});

it("a page's preflight needs no token, and a function's own headers win", async () => {
  const url = `${bench.url}/functions/v1/answers?kind=json`;
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://a.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, x-own',
    },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
    200,
    'authorization, x-own',
  ]);
  const headers = { authorization: `Bearer ${bench.anonKey}` };
  const answer = await fetch(url, { method: 'POST', headers });
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://a.example');
  expect(answer.headers.get('x-own')).toBe('yes');
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

it('the start of a function is not part of its time', async () => {
  limits.answerMs = 1_500;
  onTestFinished(() => void Object.assign(limits, PATIENT));
  // It starts for longer than it may take to answer.
  expect((await bench.client().functions.invoke('late')).data).toBe('at last');
});

it('streams pass through as they come', async () => {
  const { data } = await bench.client().functions.invoke('stream');
  const chunks: string[] = [];
  for await (const chunk of (data as Response).body!) {
    chunks.push(new TextDecoder().decode(chunk));
    // The second part is sent once the first one was read.
    if (chunks.length === 1) await bench.client().functions.invoke('stream?read');
  }
  expect(chunks).toEqual(['data: 1\n\n', 'data: 2\n\n']);
});
