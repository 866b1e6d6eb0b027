import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRegistry } from '../../backend/embedded/metrics/registry.ts';
import { type Harness, startHarness } from './rest-harness.ts';

let h: Harness;
let begun: number;
beforeAll(async () => {
  begun = Date.now();
  h = await startHarness(`
    create table jobs (id int, status text, created_at timestamptz default now() - interval '1 minute');
    insert into jobs values (1, 'queued'), (2, 'queued'), (3, 'completed');
  `);
});
afterAll(() => h.close());

const read = (path = '/metrics', init?: RequestInit) => fetch(`${h.server.url}${path}`, init);

it('/metrics counts requests by service and status, and shows the queue', async () => {
  await h.admin.from('jobs').select();
  await h.admin.from('nothing').select();
  const answer = await read();
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  expect(text).toMatch(
    /atelier_http_requests_total\{service="rest",method="GET",status="200"\} 1\n/,
  );
  expect(text).toMatch(
    /atelier_http_requests_total\{service="rest",method="GET",status="404"\} 1\n/,
  );
  expect(text).toMatch(
    /atelier_http_request_duration_seconds_bucket\{service="rest",le="\+Inf"\} 2/,
  );
  expect(text).toMatch(/atelier_jobs\{status="queued"\} 2\n/);
  expect(text).not.toContain('completed');
  const oldest = Number(/atelier_jobs_oldest_seconds\{status="queued"\} (\S+)/.exec(text)?.[1]);
  expect(oldest).toBeGreaterThanOrEqual(60);
  expect(oldest).toBeLessThanOrEqual(60 + Math.ceil((Date.now() - begun) / 1_000));
  expect(text).toMatch(/process_resident_memory_bytes \d{7,}/);
  expect(text).toMatch(/atelier_realtime_connections 0\n/);
});

it('is for programs of this machine: no page reads it, and nothing is changed by it', async () => {
  const answer = await read('/metrics', { headers: { origin: 'https://evil.example' } });
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  expect((await read('/metrics', { method: 'POST' })).status).toBe(405);
});

it('is not there for whoever comes through a proxy, unless with the service’s key', async () => {
  for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
    const headers = { [name]: '203.0.113.9' };
    expect((await read('/metrics', { headers })).status).toBe(404);
    const apikey = h.server.anonKey;
    expect((await read('/metrics', { headers: { ...headers, apikey } })).status).toBe(404);
    const authorization = `Bearer ${h.server.serviceRoleKey}`;
    expect((await read('/metrics', { headers: { ...headers, authorization } })).status).toBe(200);
  }
});

it('a request id that comes along goes back, and stands in the log', async () => {
  const headers = { 'x-request-id': 'from-the-studio-1' };
  expect((await read('/auth/v1/health', { headers })).headers.get('x-request-id')).toBe(
    'from-the-studio-1',
  );
  const odd = await read('/auth/v1/health', { headers: { 'x-request-id': 'a b' } });
  expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

it('labels are escaped, and made-up ones do not fill the memory', () => {
  const registry = createRegistry();
  const counter = registry.counter('c', 'help');
  counter.add({ a: 'x"\\\n' });
  expect(registry.text()).toContain('c{a="x\\"\\\\\\n"} 1');
  for (let index = 0; index < 2000; index++) counter.add({ a: String(index) });
  expect(registry.text().split('\n').length).toBeLessThan(600);
});
