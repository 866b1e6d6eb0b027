import type { ProviderId } from '../../contract/models.ts';
import { addressIn, type ProviderKeys } from '../../contract/provider-access.ts';
import type { ClaimedJob } from '../../contract/functions/worker.ts';
import { type Log, silentLog } from '../../core/system/log.ts';
import type { Provider } from '../providers/provider.ts';
import { createRegistry } from '../providers/registry.ts';
import { createBackendClient } from './backend-client.ts';
import { createBreaker } from './breaker.ts';
import { createPace, type Outcome } from './pace.ts';
import { type Ending, type Line, type RunningJob, runJob } from './run-job.ts';
import { createTaskTable } from './tasks/table.ts';
import { wait, within } from './wait.ts';

export interface WorkerOptions {
  /** Of the backend: `${url}/functions/v1/…` and `${url}/storage/v1/…`. */
  url: string;
  anonKey: string;
  workerKey: string;
  keys: ProviderKeys;
  /** Jobs at a time. Default 2. */
  concurrency?: number;
  /** Default: all of `providers/registry.ts`. */
  providers?: readonly Provider[];
  /** Addresses of vendors other than their own: a proxy, or a fake in tests. */
  baseUrls?: Partial<Record<ProviderId, string>>;
  log?: Log;
  fetch?: typeof fetch;
  /** Shortest wait between claims while idle, in milliseconds. Default 500. */
  pollMs?: number;
  /** Of a claim, in seconds; a heartbeat goes out at a third of it. Default 30. */
  leaseSeconds?: number;
  /** How long `drain` waits for running jobs before it gives them back, in milliseconds. Default 10,000. */
  graceMs?: number;
  /** Told of every job that ended here. */
  onEnded?: ((ended: EndedJob) => void) | undefined;
  /** Told after every look for work; `down` when the backend gave no answer. */
  onLooked?: ((outcome: Outcome) => void) | undefined;
  /** Name and version of this program, written into recipes. */
  software?: string;
}

export interface EndedJob {
  provider: ProviderId;
  ending: Ending;
  /** Since it was claimed. */
  seconds: number;
}

export interface Worker {
  /** How many jobs it holds. */
  running(): number;
  /** There may be work: looks at once. */
  wake(): void;
  /** Used from the next job on. */
  setKeys(keys: ProviderKeys): void;
  /** Claims no more, lets running jobs end within the grace time, gives the rest back, then stops. */
  drain(): Promise<void>;
  /** Aborts everything at once and tells the backend nothing: leases run out by themselves. */
  stop(): Promise<void>;
}

export function startWorker(options: WorkerOptions): Worker {
  const log = options.log ?? silentLog;
  const registry = createRegistry(options.providers);
  const tasks = createTaskTable();
  const concurrency = options.concurrency ?? 2;
  const leaseSeconds = options.leaseSeconds ?? 30;
  const request = options.fetch ?? fetch;
  const backend = createBackendClient({ ...options, fetch: request });
  const pace = createPace({ pollMs: options.pollMs ?? 500 });
  const breaker = createBreaker();
  const running = new Set<RunningJob>();
  const leaving = new AbortController();
  const stopping = new AbortController();
  let keys = options.keys;
  let freed = Promise.withResolvers<void>();
  let woken = new AbortController();

  function lineTo(id: ProviderId): Line {
    return {
      provider: registry.get(id),
      key: keys[id] ?? null,
      baseUrl: addressIn(keys, id) ?? options.baseUrls?.[id],
    };
  }

  function start(job: ClaimedJob): void {
    const provider = registry.get(job.model.provider);
    const since = performance.now();
    const current = runJob(job, {
      backend,
      tasks,
      lineTo,
      breaker,
      leaseSeconds,
      software: options.software ?? 'Atelier',
      fetch: request,
      log,
      ended(ending) {
        const seconds = (performance.now() - since) / 1000;
        options.onEnded?.({ provider: provider.id, ending, seconds });
      },
    });
    running.add(current);
    log.info('job.claimed', { job: job.id, model: job.model.id, attempt: job.attempt });
    void current.done.then(() => {
      running.delete(current);
      freed.resolve();
    });
  }

  async function look(): Promise<Outcome> {
    // Jobs of a vendor in trouble wait in the queue, where they lose no attempts.
    const providers = registry.all.map(({ id }) => id).filter((id) => breaker.allows(id));
    if (providers.length === 0) return 'idle';
    try {
      const jobs = await backend.claim(
        {
          limit: Math.min(10, concurrency - running.size),
          providers,
          leaseSeconds,
        },
        stopping.signal,
      );
      jobs.forEach(start);
      return jobs.length > 0 ? 'worked' : 'idle';
    } catch (error) {
      if (!leaving.signal.aborted) log.warn('claim.failed', { error: String(error) });
      return 'down';
    }
  }

  async function loop(): Promise<void> {
    while (!leaving.signal.aborted) {
      if (running.size >= concurrency) {
        freed = Promise.withResolvers();
        await Promise.race([freed.promise, aborted(leaving.signal)]);
        continue;
      }
      // Before the look, so that a wake while it runs counts.
      woken = new AbortController();
      const outcome = await look();
      options.onLooked?.(outcome);
      const pause = pace.after(outcome);
      await wait(pause, AbortSignal.any([leaving.signal, woken.signal]));
    }
  }

  const looping = loop();

  async function leave(gently: boolean): Promise<void> {
    leaving.abort();
    // A claim that was under way may still have handed out jobs: wait for it, so that they are given back too.
    await looping;
    const jobs = Promise.all([...running].map((job) => job.done));
    if (gently) await within(options.graceMs ?? 10_000, jobs);
    for (const job of running) job.leave(gently);
    await Promise.all([...running].map((job) => job.done));
    await registry.close();
  }
  let left: Promise<void> | undefined;
  return {
    running: () => running.size,
    wake: () => woken.abort(),
    setKeys(next) {
      keys = next;
    },
    drain: () => (left ??= leave(true)),
    stop() {
      stopping.abort();
      for (const job of running) job.leave(false);
      return (left ??= leave(false));
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
