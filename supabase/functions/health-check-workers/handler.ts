import { z } from 'zod';
import type { HealthCheckAnswer } from '../../../contract/functions/workers.ts';
import { asOperator } from '../_shared/caller.ts';
import { read, rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { guardedFetch } from '../_shared/guarded-fetch.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 64 * 1024;
const AT_ONCE = 10;

/** Asks every worker that has an address how it does, and writes it down. */
export default defineFunction({
  name: 'health-check-workers',
  method: 'POST',
  body: undefined,
  ...asOperator,
  async handle(): Promise<HealthCheckAnswer> {
    const workers = await read(
      serviceClient()
        .from('workers')
        .select('id, url')
        .not('url', 'is', null)
        .is('disabled_at', null)
        .order('id'),
      z.array(z.object({ id: z.string(), url: z.string() })),
    );
    const checked = [];
    for (let at = 0; at < workers.length; at += AT_ONCE) {
      checked.push(...(await Promise.all(workers.slice(at, at + AT_ONCE).map(check))));
    }
    return { workers: checked };
  },
});

const Health = z.enum(['unknown', 'healthy', 'unhealthy']);

async function check({ id, url }: { id: string; url: string }) {
  const since = performance.now();
  const address = `${url.replace(/\/+$/, '')}/health`;
  const ok = await guardedFetch(address, { maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS }).then(
    () => true,
    () => false,
  );
  const responseMs = Math.round(performance.now() - since);
  const args = { p_worker: id, p_ok: ok, p_response_ms: responseMs };
  const health = await rpc(serviceClient(), 'report_worker_health', args, Health);
  return { workerId: id, ok, health, responseMs };
}
