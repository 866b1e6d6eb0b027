import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopback } from '../embedded/gateway/gateway.ts';
import { watchProcess } from '../embedded/metrics/metrics.ts';
import { createRegistry } from '../embedded/metrics/registry.ts';
import type { WorkerOptions } from '../worker/worker.ts';

const SECONDS = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/** A worker looks for work at least every few seconds: whoever has not reached the backend for that long is not well. */
const SILENCE_MS = 60_000;

interface WorkerMetrics {
  /** For the worker that is watched. */
  hooks: Required<Pick<WorkerOptions, 'onEnded' | 'onLooked'>>;
  /** Answers `GET /metrics` and `GET /health` on 127.0.0.1 until it is closed. */
  listen(port: number, running: () => number): Promise<{ port: number; close(): void }>;
}

/** What an operator sees of a worker, in the text format of Prometheus. */
export function createWorkerMetrics(): WorkerMetrics {
  const registry = createRegistry();
  const ended = registry.counter('atelier_worker_jobs_total', 'Jobs that ended, by how.');
  const seconds = registry.histogram(
    'atelier_worker_job_duration_seconds',
    'From the claim of a job to its end.',
    SECONDS,
  );
  const looks = registry.counter('atelier_worker_claims_total', 'Looks for work, by outcome.');
  const stopWatching = watchProcess(registry);
  let reachedAt: number | null = null;

  function answer(path: string): { status: number; type: string; body: string } {
    if (path === '/metrics') {
      const type = 'text/plain; version=0.0.4; charset=utf-8';
      return { status: 200, type, body: registry.text() };
    }
    const type = 'application/json';
    if (path !== '/health') return { status: 404, type, body: '{"message":"not found"}' };
    const ok = reachedAt !== null && Date.now() - reachedAt < SILENCE_MS;
    const at = reachedAt === null ? null : new Date(reachedAt).toISOString();
    return { status: ok ? 200 : 503, type, body: JSON.stringify({ ok, backendReachedAt: at }) };
  }

  return {
    hooks: {
      onEnded(job) {
        ended.add({ provider: job.provider, ending: job.ending });
        seconds.observe({ provider: job.provider }, job.seconds);
      },
      onLooked(outcome) {
        looks.add({ outcome });
        if (outcome !== 'down') reachedAt = Date.now();
      },
    },
    async listen(port, running) {
      registry.gauge('atelier_worker_running_jobs', 'Jobs held now.', () => [[{}, running()]]);
      const server = createServer((request, response) => {
        const isFine = request.method === 'GET' && isLoopback(request.headers.host);
        const { status, type, body } = isFine
          ? answer(request.url ?? '/')
          : { status: 403, type: 'application/json', body: '{"message":"forbidden"}' };
        response.writeHead(status, { 'content-type': type }).end(body);
      });
      await opened(server, port);
      return {
        port: (server.address() as AddressInfo).port,
        close() {
          stopWatching();
          server.close();
          server.closeAllConnections();
        },
      };
    },
  };
}

function opened(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
