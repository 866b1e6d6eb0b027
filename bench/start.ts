import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { processorMs } from './backend-process.ts';
import { type BenchResult, median, round } from './bench.ts';
import { startHostProcess } from './host-process.ts';
import { seedLibrary } from './seed-library.ts';

const ASSETS = 10_000;
const RUNS = 9;
const GOAL_MS = 700;

/**
 * From the start of the browser host's process to the first 100 rows of a library of 10,000 works, asked for over
 * HTTP as the page does, with the embedded backend starting beside it. Peer: the start of an empty Node program.
 */
export async function start(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  try {
    await seedLibrary(folder, ASSETS);
    const times: number[] = [];
    const own: number[] = [];
    const bare: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      bare.push(await timed(() => promisify(execFile)(process.execPath, ['-e', '0'])));
      const since = performance.now();
      const host = await startHostProcess(folder, { backend: true });
      const page = await host.call<{ items: unknown[]; total: number }>('library.list', {
        limit: 100,
      });
      times.push(performance.now() - since);
      own.push(await processorMs(host));
      if (page.total !== ASSETS || page.items.length !== 100)
        throw new Error('the library is not whole');
      await host.stop();
    }
    return {
      figures: {
        'median to first rows (ms)': round(median(times)),
        'slowest (ms)': round(Math.max(...times)),
        'processor time of its process (ms)': round(median(own), 0),
        'an empty Node program (ms)': round(median(bare)),
        works: ASSETS,
        runs: RUNS,
      },
      goal: `median <= ${GOAL_MS} ms`,
      met: median(times) <= GOAL_MS,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}
