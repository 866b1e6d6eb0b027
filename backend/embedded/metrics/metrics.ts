import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Engine } from '../engine/engine.ts';
import type { Service } from '../gateway/service.ts';
import { type Registry, createRegistry } from './registry.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** One request that was answered. */
export interface Sample {
  service: string;
  method: string;
  status: number;
  seconds: number;
}

export interface Metrics {
  observe(sample: Sample): void;
  /** Counts what the server holds open. */
  watch(name: string, help: string, read: () => number): void;
  /** `GET /metrics` */
  service: Service;
  close(): void;
}

/** What an operator watches: requests, how long they take, the process, and the queue of jobs. */
export function createMetrics(engine: Engine): Metrics {
  const registry = createRegistry();
  const requests = registry.counter('atelier_http_requests_total', 'Requests answered.');
  const durations = registry.histogram(
    'atelier_http_request_duration_seconds',
    'From the head of a request to the end of its answer.',
    SECONDS,
  );
  const stopWatching = watchProcess(registry);
  let jobs: Queue[] = [];
  registry.gauge('atelier_jobs', 'Jobs by status.', () =>
    jobs.map(({ status, count }) => [{ status }, count]),
  );
  registry.gauge('atelier_jobs_oldest_seconds', 'Age of the oldest job of a status.', () =>
    jobs.map(({ status, age }) => [{ status }, age]),
  );

  return {
    observe({ service, method, status, seconds }) {
      requests.add({ service, method, status: String(status) });
      durations.observe({ service }, seconds);
    },
    watch(name, help, read) {
      registry.gauge(name, help, () => [[{}, read()]]);
    },
    async service(request) {
      if (request.method !== 'GET') return new Response(null, { status: 405 });
      jobs = await readQueue(engine);
      const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
      return new Response(registry.text(), { headers });
    },
    close: stopWatching,
  };
}

/** What every program of this project tells of its process. The result stops watching. */
export function watchProcess(registry: Registry): () => void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  registry.gauge('process_resident_memory_bytes', 'Resident memory size.', () => [
    [{}, process.memoryUsage.rss()],
  ]);
  registry.gauge('process_cpu_seconds_total', 'User and system CPU time.', () => {
    const { user, system } = process.cpuUsage();
    return [[{}, (user + system) / 1e6]];
  });
  registry.gauge('process_uptime_seconds', 'Since the start of the process.', () => [
    [{}, process.uptime()],
  ]);
  registry.gauge(
    'nodejs_eventloop_delay_p99_seconds',
    'How late timers ran, 99th percentile.',
    () => [[{}, delay.percentile(99) / 1e9]],
  );
  return () => void delay.disable();
}

interface Queue {
  status: string;
  count: number;
  age: number;
}

/** Of jobs that are not over. Empty in a project without a queue. */
async function readQueue(engine: Engine): Promise<Queue[]> {
  return engine.transaction('admin', async (tx) => {
    const { rows } = await tx.query<{ known: boolean }>(
      `select to_regclass('public.jobs') is not null as known`,
    );
    if (!rows[0]?.known) return [];
    const queue = await tx.query<Queue>(
      `select status::text as status, count(*)::int as count,
              extract(epoch from clock_timestamp() - min(created_at))::float8 as age
         from public.jobs where status::text not in ('completed', 'failed', 'cancelled') group by 1`,
    );
    return queue.rows;
  });
}
