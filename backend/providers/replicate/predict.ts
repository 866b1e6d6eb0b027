import { setTimeout as delay } from 'node:timers/promises';
import { parseProgressFromLogs } from 'replicate';
import { AtelierError, isRetryable } from '../../../contract/errors.ts';
import type { RenderContext } from '../provider.ts';
import { abortReason, isOver } from '../vendor-errors.ts';
import type { Prediction, ReplicateApi } from './api.ts';
import { toVerdict } from './verdict.ts';

/** Polls that may fail in a row before the attempt does; the prediction goes on meanwhile. */
const FAILED_POLLS = 5;

export interface Asked {
  model: string;
  /** Made when a prediction is created, not when one is resumed: it may upload what the job was given. */
  input: () => Promise<object>;
  pollMs: number;
}

/**
 * One prediction from its creation, or from the id that an earlier attempt stored (rule Q6), through `use`. It is
 * cancelled only when nobody will resume it.
 * @throws AtelierError for a prediction that did not succeed
 */
export async function predict<T>(
  api: ReplicateApi,
  asked: Asked,
  context: RenderContext,
  use: (prediction: Prediction) => Promise<T>,
): Promise<T> {
  const { signal } = context;
  const resumed = await resume(api, context);
  let prediction = resumed ?? (await create(api, asked, context));
  try {
    prediction = await finished(api, prediction, context, asked.pollMs);
    if (prediction.status !== 'succeeded') throw toVerdict(prediction);
    context.progress('downloading', 0.9);
    return await use(prediction);
  } catch (error) {
    if (!signal.aborted) throw error;
    // Best effort: a prediction that cannot be called off ends by itself.
    if (isOver(signal)) await api.cancel(prediction.id).catch(() => undefined);
    throw abortReason(signal);
  }
}

/**
 * The prediction of an earlier attempt, if it can still give pictures. One that failed, that the vendor forgot
 * or whose files are gone is left: resuming it would only fail again.
 */
async function resume(api: ReplicateApi, context: RenderContext): Promise<Prediction | undefined> {
  if (context.providerJobId === null) return undefined;
  context.progress('waiting_for_provider', 0.05);
  try {
    const prediction = await api.get(context.providerJobId, context.signal);
    if (['failed', 'canceled', 'aborted'].includes(prediction.status)) return undefined;
    if (prediction.status === 'succeeded' && prediction.data_removed === true) return undefined;
    return prediction;
  } catch (error) {
    if (error instanceof AtelierError && error.code === 'model_unavailable') return undefined;
    throw error;
  }
}

/** Not abortable: an answer that nobody waits for would leave a prediction that nobody can call off. */
async function create(
  api: ReplicateApi,
  { model, input }: Asked,
  context: RenderContext,
): Promise<Prediction> {
  context.progress('waiting_for_provider', 0.02);
  const inputs = await input();
  if (context.signal.aborted) throw abortReason(context.signal);
  const prediction = await api.create(model, inputs);
  try {
    await context.storeProviderJobId(prediction.id);
  } catch (error) {
    // Nobody knows of it, so nobody can resume it.
    await api.cancel(prediction.id).catch(() => undefined);
    throw error;
  }
  return prediction;
}

async function finished(
  api: ReplicateApi,
  first: Prediction,
  context: RenderContext,
  pollMs: number,
): Promise<Prediction> {
  let prediction = first;
  let failures = 0;
  while (prediction.status === 'starting' || prediction.status === 'processing') {
    report(prediction, context);
    await delay(pollMs * 2 ** failures, undefined, { signal: context.signal });
    try {
      prediction = await api.get(first.id, context.signal);
      failures = 0;
    } catch (error) {
      const transient = error instanceof AtelierError && isRetryable(error.code);
      failures += 1;
      if (context.signal.aborted || !transient || failures >= FAILED_POLLS) throw error;
    }
  }
  return prediction;
}

function report({ status, logs }: Prediction, context: RenderContext): void {
  if (status === 'starting') return context.progress('waiting_for_provider', 0.05);
  const share = logs ? parseProgressFromLogs(logs)?.percentage : undefined;
  return context.progress('rendering', share === undefined ? undefined : 0.1 + 0.8 * share);
}
