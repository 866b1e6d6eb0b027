import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProject } from '../backend/embedded/config/project.ts';
import { PREBUILT_DIR, buildPrebuilt } from '../backend/embedded/prebuilt/prebuilt.ts';
import { processorMs, residentMb, startBackendCommand } from './backend-process.ts';
import { type BenchResult, median, round } from './bench.ts';

type Kind = 'cold' | 'warm';

const KINDS: readonly Kind[] = ['cold', 'warm'];
const RUNS = 5;
const REST_MS = 3000;
/** What the best comparable server takes on a machine of this kind. */
const PEER = { coldMs: 2300, warmMs: 800, restMb: 420 };

/**
 * `npm run atelier -- backend` on PGlite, without npm around it, from the start of its process until it answers requests:
 * cold without a data folder, from the database that the build made, and warm on what the last one left, which is what
 * Node compiled too.
 */
export async function boot(): Promise<BenchResult> {
  await buildPrebuilt(PREBUILT_DIR, await readProject(), { withBaseline: true });
  const times: Record<Kind, number[]> = { cold: [], warm: [] };
  const own: Record<Kind, number[]> = { cold: [], warm: [] };
  const rest: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
    try {
      for (const kind of KINDS) {
        const since = performance.now();
        const server = await startBackendCommand(join(folder, 'data'), join(folder, 'compiled'));
        times[kind].push(performance.now() - since);
        own[kind].push(await processorMs(server));
        if (run === 0) {
          await new Promise((resolve) => setTimeout(resolve, REST_MS));
          rest.push(await residentMb(server, 'VmRSS'));
        }
        await server.stop();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const [coldRest = Number.NaN, warmRest = Number.NaN] = rest;
  return {
    figures: {
      'cold, median (ms)': round(median(times.cold), 0),
      'cold, slowest (ms)': round(Math.max(...times.cold), 0),
      'warm, median (ms)': round(median(times.warm), 0),
      'warm, slowest (ms)': round(Math.max(...times.warm), 0),
      'cold, processor time (ms)': round(median(own.cold), 0),
      'warm, processor time (ms)': round(median(own.warm), 0),
      'memory at rest after a cold start (MB)': round(coldRest, 0),
      'memory at rest after a warm start (MB)': round(warmRest, 0),
      runs: RUNS,
    },
    goal: `cold <= ${PEER.coldMs} ms, warm <= ${PEER.warmMs} ms, at rest <= ${PEER.restMb} MB`,
    met:
      median(times.cold) <= PEER.coldMs &&
      median(times.warm) <= PEER.warmMs &&
      Math.max(...rest) <= PEER.restMb,
  };
}
