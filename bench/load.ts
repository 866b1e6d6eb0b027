import { Agent, request } from 'node:http';
import { percentile } from './bench.ts';

export interface Call {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: Buffer | string | undefined;
}

export interface Load {
  /** All calls, those of the warm-up too. */
  count: number;
  perSecond: number;
  p50: number;
  p99: number;
}

const WARM_UP_MS = 1000;

/**
 * Calls without a pause on so many connections. Node's own HTTP client, for a `fetch` of the same process would cost
 * more of the machine than the server does. Times are in milliseconds, from the call to the answer's last byte.
 */
export async function load(
  url: string,
  { connections, seconds }: { connections: number; seconds: number },
  make: (count: number) => Call,
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let count = 0;
  async function until(end: number, times: number[]): Promise<void> {
    while (performance.now() < end) {
      const since = performance.now();
      await send(agent, url, make((count += 1)));
      times.push(performance.now() - since);
    }
  }
  const all = (ms: number, times: number[]): Promise<unknown> => {
    const end = performance.now() + ms;
    return Promise.all(Array.from({ length: connections }, () => until(end, times)));
  };
  await all(WARM_UP_MS, []);
  const times: number[] = [];
  const since = performance.now();
  await all(seconds * 1000, times);
  const elapsed = (performance.now() - since) / 1000;
  agent.destroy();
  return {
    count,
    perSecond: times.length / elapsed,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
}

function send(agent: Agent, url: string, { method, path, headers, body }: Call): Promise<void> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = request(`${url}${path}`, {
      agent,
      method,
      headers: { ...headers, ...length },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      let start = '';
      answer.on('data', (chunk: Buffer) => {
        if ((answer.statusCode ?? 500) >= 400 && start.length < 300) start += chunk.toString();
      });
      answer.on('error', reject);
      answer.on('end', () => {
        if ((answer.statusCode ?? 500) < 400) resolve();
        else reject(new Error(`${method} ${path}: ${answer.statusCode} ${start}`));
      });
    });
    outgoing.end(body);
  });
}
