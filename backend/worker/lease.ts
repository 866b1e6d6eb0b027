import { AtelierError } from '../../contract/errors.ts';
import type { ClaimedJob } from '../../contract/functions/worker.ts';
import type { JobPreview, JobStage } from '../../contract/orders.ts';
import type { BackendClient } from './backend-client.ts';
import { cancelled, leaseLost } from './ending.ts';
import { wait } from './wait.ts';

/** Progress goes out at most this often, in milliseconds: four times a second looks smooth. */
const PROGRESS_MS = 250;
/** A heartbeat that failed is tried again after this, until the lease must be over. */
const RETRY_MS = 1_000;

export interface Lease {
  report(stage: JobStage, fraction?: number): void;
  /** What it looks like by now; goes out with the next word of progress. */
  show(preview: JobPreview): void;
  storeProviderJobId(id: string): Promise<void>;
  /** From here on the lease is kept, but only the backend's answer to the ending counts. */
  settle(): void;
  release(): Promise<void>;
}

export interface LeaseOptions {
  job: Pick<ClaimedJob, 'id' | 'leaseToken'>;
  leaseSeconds: number;
  backend: Pick<BackendClient, 'heartbeat'>;
  /** Called once, with why the job must stop. */
  onLost: (reason: AtelierError) => void;
}

/**
 * Keeps one job's lease alive: a heartbeat at a third of the lease, and sooner when there is progress to tell.
 * Heartbeats of a job never overlap, so the backend sees its progress in order. When no heartbeat got through
 * for as long as the lease lasts, counted on this machine's steady clock, the lease counts as lost.
 */
export function keepLease({ job, leaseSeconds, backend, onLost }: LeaseOptions): Lease {
  const ended = new AbortController();
  let deadline = performance.now() + leaseSeconds * 1_000;
  let news: { stage?: JobStage; progress?: number; preview?: JobPreview } = {};
  let settling = false;
  let wake = new AbortController();
  let queue: Promise<void> = Promise.resolve();

  function lose(reason: AtelierError): void {
    if (ended.signal.aborted || settling) return;
    ended.abort();
    onLost(reason);
  }

  /** @throws AtelierError `lease_lost`, or whatever the backend said. */
  async function beat(providerJobId?: string): Promise<void> {
    const sent = performance.now();
    const said = news;
    news = {};
    try {
      const body = {
        action: 'heartbeat' as const,
        jobId: job.id,
        leaseToken: job.leaseToken,
        leaseSeconds,
        ...said,
        ...(providerJobId === undefined ? {} : { providerJobId }),
      };
      const answer = await backend.heartbeat(body, ended.signal);
      deadline = sent + leaseSeconds * 1_000;
      if (answer.cancelRequested) lose(cancelled());
    } catch (error) {
      news = { ...said, ...news };
      if (error instanceof AtelierError && error.code === 'lease_lost') lose(error);
      else if (performance.now() >= deadline) lose(leaseLost());
      throw error;
    }
  }

  /** One after the other, however many ask. */
  function inTurn(step: () => Promise<void>): Promise<void> {
    const turn = queue.then(step);
    queue = turn.catch(() => undefined);
    return turn;
  }

  async function run(): Promise<void> {
    let pause = (leaseSeconds * 1_000) / 3;
    while (!ended.signal.aborted) {
      wake = new AbortController();
      await wait(pause, AbortSignal.any([wake.signal, ended.signal]));
      if (wake.signal.aborted) await wait(PROGRESS_MS, ended.signal);
      if (ended.signal.aborted) return;
      const reached = await inTurn(() => beat()).then(
        () => true,
        () => false,
      );
      pause = reached ? (leaseSeconds * 1_000) / 3 : Math.min(RETRY_MS, (leaseSeconds * 1_000) / 6);
    }
  }

  const running = run();
  return {
    report(stage, fraction) {
      const { preview } = news;
      news = {
        ...(preview !== undefined && { preview }),
        stage,
        ...(fraction === undefined ? {} : { progress: Math.min(1, Math.max(0, fraction)) }),
      };
      wake.abort();
    },
    show(preview) {
      news = { ...news, preview };
      wake.abort();
    },
    async storeProviderJobId(id) {
      for (;;) {
        if (ended.signal.aborted) throw leaseLost();
        try {
          return await inTurn(() => beat(id));
        } catch (error) {
          if (ended.signal.aborted) throw error;
          await wait(RETRY_MS, ended.signal);
        }
      }
    },
    settle() {
      settling = true;
    },
    async release() {
      ended.abort();
      await running;
      await queue;
    },
  };
}
