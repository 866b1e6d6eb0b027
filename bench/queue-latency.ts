import type { EmbeddedServer } from '../backend/embedded/server.ts';
import { type Log, silentLog } from '../core/system/log.ts';
import { startWorker } from '../backend/worker/worker.ts';
import { percentile } from './bench.ts';

const ORDERS = 20;
const LONGEST_MS = 60_000;

/** How long jobs wait for a worker that has nothing to do, in ms. The worker polls as usual. */
export async function measureLatency(
  { url, anonKey }: EmbeddedServer,
  workerKey: string,
  enqueue: () => Promise<string>,
): Promise<{ p50: number; p99: number }> {
  const claimed = new Map<string, number>();
  const log: Log = {
    ...silentLog,
    info(message, fields) {
      if (message === 'job.claimed') claimed.set(String(fields?.['job']), performance.now());
    },
    with: () => log,
  };
  const worker = startWorker({ url, anonKey, workerKey, keys: {}, concurrency: 10, log });
  try {
    const queued = new Map<string, number>();
    for (let made = 0; made < ORDERS; made += 1) {
      queued.set(await enqueue(), performance.now());
      // Of no length that could fall in step with the worker's own.
      await new Promise((resolve) => setTimeout(resolve, 900 + ((made * 97) % 400)));
    }
    // Busy machines take their time: what was not claimed at all would be no figure.
    const end = performance.now() + LONGEST_MS;
    while (claimed.size < ORDERS && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // A claim can be told before the enqueue's own answer has come back.
    const times = [...queued].map(([id, at]) => Math.max(0, (claimed.get(id) ?? Infinity) - at));
    return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
  } finally {
    await worker.stop();
  }
}
