import { AtelierError } from '../../contract/errors.ts';
import type { ClaimedJob, Complete, Fail, Release } from '../../contract/functions/worker.ts';
import type { JobType } from '../../contract/orders.ts';
import type { Log } from '../../core/system/log.ts';
import type { ProviderId } from '../../contract/models.ts';
import type { Provider } from '../providers/provider.ts';
import type { BackendClient } from './backend-client.ts';
import type { Breaker } from './breaker.ts';
import { timedOut, WorkerLeaves } from './ending.ts';
import { keepLease, type Lease } from './lease.ts';
import { createPreviews } from './previews.ts';
import { firstRoute, mayGoElsewhere, routesOf, storedId } from './routes.ts';
import type { Task, TaskResult } from './tasks/task.ts';
import { wait, within } from './wait.ts';

/** How long a task may take to let go once it was told to stop, in milliseconds. */
const LETTING_GO_MS = 5_000;

/** A provider with what the creator entered for it. */
export interface Line {
  provider: Provider;
  key: string | null;
  baseUrl: string | undefined;
}

export interface JobRunner {
  backend: BackendClient;
  tasks: ReadonlyMap<JobType, Task>;
  lineTo: (provider: ProviderId) => Line;
  breaker: Breaker;
  leaseSeconds: number;
  software: string;
  fetch: typeof fetch;
  log: Log;
  /** Told once how the job ended, as far as this worker knows. */
  ended?: ((ending: Ending) => void) | undefined;
}

/** `untold`: the backend could not be reached before the lease was over. */
export type Ending = 'complete' | 'fail' | 'release' | 'lease_lost' | 'untold';

export interface RunningJob {
  readonly job: ClaimedJob;
  /** Settles when the backend was told how it ended, or must not be told. Never rejects. */
  readonly done: Promise<void>;
  leave(gently: boolean): void;
}

/**
 * running → ended well (complete) | badly (fail) | given back (release) | in silence. What ends a job first
 * decides; `ending.ts` lists the reasons.
 */
export function runJob(job: ClaimedJob, runner: JobRunner): RunningJob {
  const stop = new AbortController();
  const lease = keepLease({
    job,
    leaseSeconds: runner.leaseSeconds,
    backend: runner.backend,
    onLost: (reason) => stop.abort(reason),
  });
  const done = attempt(job, runner, lease, stop)
    .then(
      (result) => end(runner, lease, stop.signal, completion(job, result)),
      (error: unknown) => endBadly(job, runner, lease, stop.signal, error),
    )
    .catch((error: unknown) => {
      runner.log.warn('job.untold', { job: job.id, error: describe(error) });
      runner.ended?.('untold');
    })
    .then(() => lease.release());
  return { job, done, leave: (gently) => stop.abort(new WorkerLeaves(gently)) };
}

/**
 * By the model's own way, else by the next of its fallbacks whose vendor is set up and not left alone just now; what an
 * earlier attempt began is gone on with first (rule Q6).
 * @throws whatever ended the attempt: the reason of the abort if there was one, else the first way's failure.
 */
async function attempt(
  job: ClaimedJob,
  runner: JobRunner,
  lease: Lease,
  stop: AbortController,
): Promise<TaskResult> {
  const routes = routesOf(job);
  const first = firstRoute(routes);
  const rest = routes.keys().filter((nr) => nr !== first && isOpen(routes[nr], runner));
  let failure: unknown;
  for (const nr of [first, ...rest]) {
    const route = routes[nr];
    if (!route) continue;
    const { id } = runner.lineTo(route.model.provider).provider;
    try {
      const result = await follow(route, nr, runner, lease, stop);
      runner.breaker.succeeded(id);
      return result;
    } catch (error) {
      const { code, details } = asFailure(stop.signal.aborted ? stop.signal.reason : error);
      const pause = details?.['retryAfterSeconds'];
      runner.breaker.failed(id, code, typeof pause === 'number' ? pause : undefined);
      failure ??= error;
      if (stop.signal.aborted || !mayGoElsewhere(code)) throw error;
    }
  }
  throw failure;
}

function isOpen(route: ClaimedJob | undefined, { lineTo, breaker }: JobRunner): boolean {
  if (!route) return false;
  const { provider, key } = lineTo(route.model.provider);
  return (!provider.needsKey || key !== null) && breaker.allows(provider.id);
}

async function follow(
  job: ClaimedJob,
  route: number,
  runner: JobRunner,
  lease: Lease,
  stop: AbortController,
): Promise<TaskResult> {
  const { provider, key, baseUrl } = runner.lineTo(job.model.provider);
  const task = runner.tasks.get(job.type);
  if (!task) throw new AtelierError('invalid_input', `No task handles ${job.type}.`);
  if (provider.needsKey && key === null) {
    throw new AtelierError('provider_key_missing', `${provider.name} needs a key.`);
  }
  const previews = createPreviews((preview) => lease.show(preview));
  lease.report('starting', 0);
  const limit = provider.limits.milliseconds;
  const timer = setTimeout(
    () => stop.abort(timedOut(limit, job.attempt >= job.maxAttempts)),
    limit,
  );
  try {
    const running = task.run(job, {
      provider,
      backend: runner.backend,
      software: runner.software,
      render: {
        key,
        baseUrl,
        signal: stop.signal,
        fetch: runner.fetch,
        progress: (stage, fraction) => lease.report(stage, fraction),
        preview: (picture) => previews.show(picture),
        providerJobId: job.providerJobId,
        storeProviderJobId: (id) => lease.storeProviderJobId(storedId(route, id)),
      },
    });
    return await orAbort(running, stop.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** A task that hangs on after its abort does not hold the job: it has a few seconds to call the vendor off. */
async function orAbort<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = async (): Promise<void> => {
      await within(
        LETTING_GO_MS,
        running.catch(() => undefined),
      );
      reject(signal.reason as Error);
    };
    if (signal.aborted) void onAbort();
    else signal.addEventListener('abort', () => void onAbort(), { once: true });
  });
  aborted.catch(() => undefined);
  return Promise.race([running, aborted]);
}

function completion(job: ClaimedJob, result: TaskResult): Complete {
  return { action: 'complete', jobId: job.id, leaseToken: job.leaseToken, ...result };
}

async function endBadly(
  job: ClaimedJob,
  runner: JobRunner,
  lease: Lease,
  signal: AbortSignal,
  error: unknown,
): Promise<void> {
  const reason: unknown = signal.aborted ? signal.reason : error;
  const held = { jobId: job.id, leaseToken: job.leaseToken };
  if (reason instanceof WorkerLeaves) {
    if (reason.gently) await end(runner, lease, signal, { action: 'release', ...held });
    return;
  }
  const failure = asFailure(reason);
  if (failure.code === 'lease_lost') {
    runner.log.warn('job.lease_lost', { job: job.id });
    runner.ended?.('lease_lost');
    return;
  }
  if (failure.code === 'internal') {
    runner.log.error('job.crashed', { job: job.id, error: describe(reason) });
  }
  const retryAfter = failure.details?.['retryAfterSeconds'];
  await end(runner, lease, signal, {
    action: 'fail',
    ...held,
    code: failure.code,
    message: redact(failure.message, job, runner).slice(0, 2_000),
    ...(typeof retryAfter === 'number'
      ? { retryAfterSeconds: Math.min(Math.max(retryAfter, 0), 86_400) }
      : {}),
  });
}

/**
 * Tells the backend how the job ended, again and again while the lease may still stand: endings are repeatable.
 * Once the lease must be over, another worker takes the job, and resumes what is stored of it.
 */
async function end(
  runner: JobRunner,
  lease: Lease,
  signal: AbortSignal,
  body: Complete | Fail | Release,
): Promise<void> {
  lease.settle();
  const deadline = performance.now() + runner.leaseSeconds * 1_000;
  for (let pause = 250; ; pause = Math.min(pause * 2, 5_000)) {
    try {
      const { status } = await runner.backend.end(body);
      runner.log.info(`job.${body.action}`, {
        job: body.jobId,
        status,
        ...(body.action === 'fail' ? { code: body.code, message: body.message } : {}),
      });
      runner.ended?.(body.action);
      return;
    } catch (error) {
      const code = error instanceof AtelierError ? error.code : 'internal';
      const stopped = signal.reason instanceof WorkerLeaves && !signal.reason.gently;
      if (code !== 'backend_unavailable' && code !== 'rate_limited') throw error;
      if (stopped || performance.now() >= deadline) throw error;
      await wait(pause, new AbortController().signal);
    }
  }
}

function asFailure(reason: unknown): AtelierError {
  if (reason instanceof AtelierError) return reason;
  return new AtelierError('internal', 'Something went wrong inside the worker.', undefined, reason);
}

/** Vendors quote keys in their messages; what a job says is read by more eyes than may see a key. */
function redact(text: string, job: ClaimedJob, { lineTo }: JobRunner): string {
  const keys = routesOf(job).map(({ model }) => lineTo(model.provider).key);
  return keys.reduce<string>((told, key) => (key ? told.replaceAll(key, '[key]') : told), text);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
