import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ProviderId } from '../../contract/models.ts';
import { askProvider } from './ask-provider.ts';

interface Reply {
  status: number;
  body: string;
}
let reply: (path: string) => Reply;
const asked: { path: string; headers: Record<string, unknown> }[] = [];
const server = createServer((request, response) => {
  const path = request.url ?? '';
  asked.push({ path, headers: request.headers });
  const { status, body } = reply(path);
  response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end(body);
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked.length = 0;
});

const json = (body: unknown) => () => ({ status: 200, body: JSON.stringify(body) });
const run = (provider: ProviderId, base = url) =>
  askProvider(
    provider,
    { openai: 'sk-1', google: 'g-1', replicate: 'r-1', mistral: 'm-1', 'comfyui:address': base },
    { fetch, addresses: { openai: base, google: base, replicate: base, mistral: base } },
  );

test.each([
  ['openai', '/models', { data: [{ id: 'gpt-image-2' }] }, ['gpt-image-2'], 'authorization'],
  ['mistral', '/models', { data: [{ id: 'mistral-small' }] }, ['mistral-small'], 'authorization'],
  ['replicate', '/account', { username: 'ana', type: 'user' }, [], 'authorization'],
  [
    'google',
    '/v1beta/models?pageSize=1000',
    { models: [{ name: 'models/gemini-3-pro-image' }] },
    ['gemini-3-pro-image'],
    'x-goog-api-key',
  ],
  [
    'comfyui',
    '/object_info/CheckpointLoaderSimple',
    { CheckpointLoaderSimple: { input: { required: { ckpt_name: [['sd.safetensors'], {}] } } } },
    ['sd.safetensors'],
    null,
  ],
] as const)('%s is asked by %s and its models are read', async (id, path, body, models, header) => {
  reply = json(body);
  expect(await run(id)).toMatchObject({ problem: null, models });
  expect(asked.map((request) => request.path)).toEqual([path]);
  if (header) expect(asked[0]?.headers[header]).toMatch(/-1$/);
});

test.each([
  [401, 'no', 'provider_key_invalid'],
  [429, '', 'provider_rate_limited'],
  [503, '', 'provider_unavailable'],
  [302, '', 'provider_unavailable'],
  [200, '<html>', 'provider_answer_invalid'],
  [200, '{"error": {"message": "no"}}', 'provider_answer_invalid'],
  [200, 'x'.repeat(9 * 1024 * 1024), 'provider_answer_invalid'],
] as const)('an answer of %i is told as what it means', async (status, body, problem) => {
  reply = () => ({ status, body });
  expect(await run('openai')).toMatchObject({ problem, models: [] });
  expect(asked).toHaveLength(1);
});

test('what is not entered is said without asking anyone, and nobody there is no crash', async () => {
  const none = { fetch, addresses: {} };
  expect(await askProvider('openai', {}, none)).toMatchObject({ problem: 'provider_key_missing' });
  expect(await askProvider('comfyui', {}, none)).toMatchObject({
    problem: 'provider_key_missing',
  });
  expect(await run('comfyui', 'http://127.0.0.1:9')).toMatchObject({
    problem: 'provider_unavailable',
  });
  await expect(askProvider('draft', {}, none)).rejects.toMatchObject({ code: 'invalid_input' });
});
