import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../../backend/embedded/server.ts';
import { HealthAnswer } from '../../contract/functions/health.ts';
import { enqueueBody, FREE } from '../sql/fixtures.ts';

let dataDir: string;
let server: EmbeddedServer;
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  dataDir = await mkdtemp(join(tmpdir(), 'atelier-health-'));
  server = await startEmbedded({ dataDir });
}, 120_000);
afterAll(async () => {
  await server.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** The status, and which parts do not do. */
async function ask(): Promise<[number, string[]]> {
  const response = await fetch(`${server.url}/functions/v1/health`);
  const text = await response.text();
  // Nothing of what broke: no path, no table, no word of a database or a system.
  expect(text).not.toMatch(/atelier-|objects|jobs"|relation|select|ENO|ENOTDIR|postgres|pglite/i);
  const { ok, database, storage, queue } = HealthAnswer.parse(JSON.parse(text));
  const parts = Object.entries({ database, storage, queue });
  const failing = parts.filter(([, part]) => !part.ok).map(([name]) => name);
  expect(ok).toBe(failing.length === 0);
  for (const [, part] of parts) expect(part.message === undefined).toBe(part.ok);
  return [response.status, failing];
}

// In this order: a write that went well is not tried again at once.
test('health is 503 and says storage while no file can be written, and 200 when it can again', async () => {
  const files = join(dataDir, 'objects', 'data');
  await rename(files, `${files}.away`).catch(() => undefined);
  await writeFile(files, 'no folder');
  expect(await ask()).toEqual([503, ['storage']]);
  expect(await ask()).toEqual([503, ['storage']]);
  await rm(files);
  await rename(`${files}.away`, files).catch(() => undefined);
  expect(await ask()).toEqual([200, []]);
});

test('health is 503 and says queue while a job has no living worker and nobody takes it back', async () => {
  const service = createClient(server.url, server.serviceRoleKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const made = await service.auth.admin.createUser({ email: 'stuck@example.com' });
  const user = made.data.user?.id;
  const key = String((await service.rpc('create_worker', { p_name: 'silent' })).data);
  await service.rpc('enqueue_order', { p_user: user, p_body: enqueueBody({ model: FREE }) });
  await service.rpc('claim_jobs', {
    p_key_hash: createHash('sha256').update(key).digest('hex'),
    p_limit: 1,
    p_providers: ['draft'],
    p_lease_seconds: 600,
  });
  expect(await ask()).toEqual([200, []]);
  const sql = (text: string) => server.engine.transaction('admin', (tx) => tx.exec(text));
  // The reaper is off, as on a project whose pg_cron stands still.
  await sql("update scheduled_tasks set enabled = false where name = 'reap-jobs'");
  await sql("update jobs set lease_until = now() - interval '3 minutes'");
  expect(await ask()).toEqual([503, ['queue']]);
  await service.rpc('reap_jobs');
  expect(await ask()).toEqual([200, []]);
});

test('health is 503 and says what needs the database when it is gone', async () => {
  await server.engine.close();
  const [status, failing] = await ask();
  expect([status, failing.includes('database')]).toEqual([503, true]);
});
