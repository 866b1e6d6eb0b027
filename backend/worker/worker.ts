import type { ProviderId } from '../../contract/models.ts';
import type { ProviderKeys } from '../../contract/solo.ts';
import type { Provider } from '../providers/provider.ts';

/** What a worker says about itself: an event name and plain facts, never a key. */
export type WorkerLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  event: string,
  facts?: Record<string, unknown>,
) => void;

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
  log?: WorkerLog;
  fetch?: typeof fetch;
  /** Shortest wait between claims while idle, in milliseconds. Default 100. */
  pollMs?: number;
  /** Of a claim, in seconds; a heartbeat goes out at a third of it. Default 30. */
  leaseSeconds?: number;
  /** How long `drain` waits for running jobs before it gives them back, in milliseconds. Default 10,000. */
  graceMs?: number;
}

export interface Worker {
  /** Used from the next job on. */
  setKeys(keys: ProviderKeys): void;
  /** Claims no more, lets running jobs end within the grace time, gives the rest back, then stops. */
  drain(): Promise<void>;
  /** Aborts everything at once and tells the backend nothing: leases run out by themselves. */
  stop(): Promise<void>;
}

export function startWorker(options: WorkerOptions): Worker {
  throw new Error(`under construction: ${options.url}`);
}
