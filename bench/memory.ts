import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchResult, round } from './bench.ts';
import { startHostProcess } from './host-process.ts';
import { seedLibrary } from './seed-library.ts';

const ASSETS = 10_000;
const PAGE = 100;
const GOAL_MB = 300;

/**
 * Resident memory of the studio's process after a grid was scrolled through all of 10,000 works: every page of
 * rows and every thumbnail asked for once. Without the embedded backend. Thumbnails were made before, by another
 * process, as an import leaves them; the memory of that process is told too.
 */
export async function memory(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  try {
    await seedLibrary(folder, ASSETS);
    const making = await scrollThrough(folder);
    const open = await scrollThrough(folder);
    return {
      figures: {
        'resident with the grid open (MB)': round(open.after),
        'before (MB)': round(open.before),
        'peak (MB)': round(open.peak),
        'resident after making all 20,000 thumbnails (MB)': round(making.after),
        works: ASSETS,
      },
      goal: `resident with the grid open <= ${GOAL_MB} MB`,
      met: open.after <= GOAL_MB,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function scrollThrough(
  folder: string,
): Promise<{ before: number; after: number; peak: number }> {
  const host = await startHostProcess(folder, { backend: false });
  const pid = host.child.pid ?? 0;
  const before = await residentMb(pid, 'VmRSS');
  for (let offset = 0; offset < ASSETS; offset += PAGE) {
    const { items } = await host.call<{ items: { sha256: string }[] }>('library.list', {
      offset,
      limit: PAGE,
    });
    await Promise.all(
      items.map(async ({ sha256 }) => {
        const answer = await host.get(`/media/${sha256}/256`);
        if (answer.status !== 200) throw new Error(`thumbnail: ${answer.status}`);
        await answer.arrayBuffer();
      }),
    );
  }
  const after = await residentMb(pid, 'VmRSS');
  const peak = await residentMb(pid, 'VmHWM');
  await host.stop();
  return { before, after, peak };
}

/** From /proc, in MB of 10^6 bytes. Linux only. */
async function residentMb(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kib = Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]);
  return (kib * 1024) / 1e6;
}
