import { z } from 'zod';
import type { ErrorCode } from '../../contract/errors.ts';
import type { ClaimedJob } from '../../contract/functions/worker.ts';
import { ProviderId } from '../../contract/models.ts';

/**
 * Other ways to the same model, in the order in which they are tried: `parameters.fallbacks` of a row of `api_models`.
 *
 *     {"fallbacks": [{"provider": "replicate", "vendorModel": "google/nano-banana", "parameters": {…}}]}
 */
const Fallbacks = z
  .array(
    z.strictObject({
      provider: ProviderId.exclude(['mistral']),
      vendorModel: z.string().min(1),
      parameters: z.record(z.string(), z.unknown()).default({}),
    }),
  )
  .max(5)
  .catch([]);

/** Ends of an attempt after which another way may still do it. Refusals are none: they are of the job. */
const ELSEWHERE: ReadonlySet<ErrorCode> = new Set([
  'provider_unavailable',
  'provider_answer_invalid',
  'provider_rate_limited',
  'provider_key_missing',
  'provider_key_invalid',
  'model_unavailable',
  'timeout',
]);
export const mayGoElsewhere = (code: ErrorCode): boolean => ELSEWHERE.has(code);

/** A stored vendor's id that belongs to a fallback begins with which one it is. */
const STORED = /^fallback:(\d):(.*)$/s;

/** The job by each way to its model, the model's own first; its price stays what was quoted. */
export function routesOf(job: ClaimedJob): ClaimedJob[] {
  const { fallbacks, ...parameters } = job.model.parameters;
  const own = { ...job, model: { ...job.model, parameters } };
  const stored = STORED.exec(job.providerJobId ?? '');
  const at = stored === null ? 0 : Number(stored[1]);
  return [
    { ...own, providerJobId: at === 0 ? job.providerJobId : null },
    ...Fallbacks.parse(fallbacks ?? []).map((way, nr) => ({
      ...own,
      model: { ...job.model, ...way },
      providerJobId: at === nr + 1 ? (stored?.[2] ?? null) : null,
    })),
  ];
}

/** Which way has something to resume (rule Q6): it comes before the others. */
export function firstRoute(routes: readonly ClaimedJob[]): number {
  const resumed = routes.findIndex(({ providerJobId }) => providerJobId !== null);
  return Math.max(0, resumed);
}

export const storedId = (route: number, id: string): string =>
  route === 0 ? id : `fallback:${String(route)}:${id}`;
