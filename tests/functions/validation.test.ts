import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { FunctionErrorBody } from '../../contract/errors.ts';
import claimJobs from '../../supabase/functions/claim-jobs/handler.ts';
import health from '../../supabase/functions/health/handler.ts';
import jobCallback from '../../supabase/functions/job-callback/handler.ts';
import queueJob from '../../supabase/functions/queue-job/handler.ts';
import workspaceActions from '../../supabase/functions/workspace-actions/handler.ts';

/** Stands for a backend: answers what a test says, by path, and remembers what it was asked. */
let backend: Server;
const answers = new Map<string, { status: number; body: unknown }>();
const asked: string[] = [];

beforeAll(async () => {
  backend = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://backend').pathname;
    asked.push(path);
    const { status, body } = answers.get(path) ?? {
      status: 404,
      body: { message: 'nothing here' },
    };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => {
    backend.listen(0, '127.0.0.1', resolve);
  });
  vi.stubEnv('SUPABASE_URL', `http://127.0.0.1:${(backend.address() as AddressInfo).port}`);
  vi.stubEnv('SUPABASE_ANON_KEY', 'anon');
  vi.stubEnv('SUPABASE_SERVICE_ROLE_KEY', 'service');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => {
    backend.close(resolve);
  });
});
beforeEach(() => {
  answers.clear();
  asked.length = 0;
});

const post = (body: unknown, headers: Record<string, string> = {}) =>
  new Request('http://function/', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const asWorker = (body: unknown) => post(body, { 'x-worker-key': 'key' });

async function expectError(response: Response, status: number, code: string) {
  expect(response.status).toBe(status);
  const body = FunctionErrorBody.parse(await response.json());
  expect(body.code).toBe(code);
  return body;
}

describe.each([
  ['queue-job', queueJob],
  ['workspace-actions', workspaceActions],
  ['claim-jobs', claimJobs],
  ['job-callback', jobCallback],
])('%s', (_, handler) => {
  test('answers a preflight with CORS headers, and has them on errors too', async () => {
    const preflight = await handler(new Request('http://function/', { method: 'OPTIONS' }));
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-worker-key');
    const refused = await handler(post({}));
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('without credentials nothing is read or asked', async () => {
    await expectError(await handler(post('not even JSON')), 401, 'unauthenticated');
    expect(asked).toEqual([]);
  });

  test('another method is refused', async () => {
    await expectError(await handler(new Request('http://function/')), 405, 'invalid_input');
  });

  test('echoes a request id that may stand in a log, and makes one otherwise', async () => {
    const given = await handler(post({}, { 'x-request-id': 'abc-1' }));
    expect(given.headers.get('x-request-id')).toBe('abc-1');
    const forged = await handler(post({}, { 'x-request-id': '{"level":"error"}' }));
    expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a worker’s request', () => {
  test.each([
    ['no JSON', '{'],
    ['another shape', { limit: 0, providers: [] }],
    ['an unknown provider', { limit: 1, providers: ['other'] }],
    ['a list', []],
  ])('%s is invalid_input, and the database is not asked', async (_, body) => {
    await expectError(await claimJobs(asWorker(body)), 400, 'invalid_input');
    expect(asked).toEqual([]);
  });

  test('more than 256 kB is invalid_input', async () => {
    const body = await expectError(
      await claimJobs(asWorker({ filler: 'x'.repeat(300_000) })),
      400,
      'invalid_input',
    );
    expect(body.error).toContain('too large');
  });

  test('what the database refuses comes out with its code, status and details', async () => {
    const detail = { code: 'lease_lost', details: { job: 1 } };
    answers.set('/rest/v1/rpc/release_job', {
      status: 409,
      body: { code: 'PT409', message: 'Gone.', details: JSON.stringify(detail), hint: null },
    });
    const id = crypto.randomUUID();
    const response = await jobCallback(asWorker({ action: 'release', jobId: id, leaseToken: id }));
    expect(await expectError(response, 409, 'lease_lost')).toEqual({
      error: 'Gone.',
      code: 'lease_lost',
      details: { job: 1 },
    });
  });

  test('a fault is internal, told in the log and not outside', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    answers.set('/rest/v1/rpc/claim_jobs', {
      status: 400,
      body: { code: '42703', message: 'column secret does not exist', details: null, hint: null },
    });
    const response = await claimJobs(asWorker({ limit: 1, providers: ['draft'] }));
    const body = await expectError(response, 500, 'internal');
    expect(JSON.stringify(body)).not.toContain('secret');
    const line = JSON.parse(String(log.mock.calls[0]?.[0])) as Record<string, unknown>;
    expect(line).toMatchObject({ level: 'error', function: 'claim-jobs', code: 'internal' });
    expect(line['cause']).toContain('column secret');
    log.mockRestore();
  });

  test('a deadlock is tried again', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    answers.set('/rest/v1/rpc/claim_jobs', {
      status: 500,
      body: { code: '40P01', message: 'deadlock detected', details: null, hint: null },
    });
    await claimJobs(asWorker({ limit: 1, providers: ['draft'] }));
    expect(asked).toHaveLength(3);
    log.mockRestore();
  });
});

describe('a creator’s request', () => {
  test('a token that Auth does not know is unauthenticated', async () => {
    const response = await queueJob(post({}, { authorization: 'Bearer nonsense' }));
    await expectError(response, 401, 'unauthenticated');
  });

  test('a wrong body says which fields, and never echoes the prompt', async () => {
    const sub = crypto.randomUUID();
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(Date.now() / 1000) + 60;
    const token = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub, role: 'authenticated', exp })}.${part({})}`;
    answers.set('/auth/v1/user', {
      status: 200,
      body: { id: sub, aud: 'authenticated', role: 'authenticated' },
    });
    const body = {
      action: 'enqueue',
      orderId: 'x',
      request: { prompt: 'a secret wish' },
      items: [],
      quote: -1,
    };
    const response = await queueJob(post(body, { authorization: `Bearer ${token}` }));
    const error = await expectError(response, 400, 'invalid_input');
    expect(JSON.stringify(error.details)).toContain('orderId');
    expect(JSON.stringify(error)).not.toContain('secret wish');
  });
});

test('health is 503 with both parts when nothing answers', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const response = await health(new Request('http://function/'));
  log.mockRestore();
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    ok: false,
    database: { ok: false },
    storage: { ok: false },
  });
});
