import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { read, rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { secret } from '../_shared/env.ts';
import { parseJson, readText } from '../_shared/read-body.ts';
import { receive } from '../_shared/webhook.ts';
import { secretsOf, verifyStandardWebhook } from '../_shared/webhook-signature.ts';

/** https://replicate.com/docs/reference/http#predictions.get */
const Prediction = z.object({
  id: z.string().min(1).max(500),
  status: z.enum(['starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted']),
});

const ENDED: ReadonlySet<string> = new Set(['succeeded', 'failed', 'canceled', 'aborted']);

/**
 * A prediction of Replicate's moved on (rule Q10). The worker that has the job sees so by itself; where it fell silent,
 * its job goes back now, and the next worker fetches the result by the prediction's id instead of paying again (Q6).
 */
export default defineFunction({
  name: 'replicate-webhook',
  method: 'POST',
  body: undefined,
  caller: verified,
  handle: ({ caller: { prediction, ...delivery } }) =>
    receive({ source: 'replicate', ...delivery }, async () => {
      if (ENDED.has(prediction.status)) await returnIfSilent(prediction.id);
    }),
});

async function verified(request: Request) {
  const secrets = secretsOf(secret('REPLICATE_WEBHOOK_SECRET', 'Replicate’s webhooks'));
  const body = await readText(request);
  const delivery = await verifyStandardWebhook(secrets, request.headers, body);
  const prediction = Prediction.safeParse(parseJson(body));
  if (!prediction.success) throw new AtelierError('invalid_input', 'This is no prediction.');
  return { prediction: prediction.data, ...delivery };
}

async function returnIfSilent(prediction: string): Promise<void> {
  const client = serviceClient();
  const jobs = client
    .from('jobs')
    .select('id')
    .eq('provider_job_id', prediction)
    .eq('status', 'running');
  const silent = await read(jobs.lt('lease_until', new Date().toISOString()), z.array(z.unknown()));
  if (silent.length > 0) await rpc(client, 'reap_jobs', {}, z.int());
}
