import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLibraryContext } from '../core/library/context.ts';
import { findFile } from '../core/library/files.ts';
import { countLibrary } from '../core/library/library-list.ts';
import { MIGRATIONS } from '../core/library/migrations/all.ts';
import { createImagePool } from '../core/media/image-pool.ts';
import { importFile } from '../core/media/import-file.ts';
import { createMediaStore } from '../core/media/media-store.ts';
import { systemClock } from '../core/system/clock.ts';
import { openDatabase } from '../core/system/database.ts';
import { createFileStore } from '../core/system/files.ts';
import { accountPaths, studioPaths } from '../core/system/paths.ts';
import { type BenchResult, round } from './bench.ts';
import { makeImages, withVips } from './thumbs.ts';

/** Fewer for a first look: ATELIER_BENCH_IMAGES. */
const IMAGES = Number(process.env['ATELIER_BENCH_IMAGES'] ?? 1_000);
const GOAL_RATIO = 0.6;

/**
 * Images a second that come into a library: mixed 12-megapixel JPEGs, each hashed while it is copied, kept, decoded once
 * for both thumbnails, thumbhash, palette and perceptual hash, compared with what is there, and written with its row and
 * outbox. Peer: `vipsthumbnail` making the same two sizes alone on the same cores.
 */
export async function importing(): Promise<BenchResult> {
  if (spawnSync('vipsthumbnail', ['--version']).error) {
    throw new Error("The peer is missing: install vipsthumbnail (Debian's package libvips-tools).");
  }
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  try {
    const paths = await makeImages(join(folder, 'in'), IMAGES);
    // Behind a JPEG's end, where no decoder looks: else they would be known after the first of each kind.
    for (const [index, path] of paths.entries()) await appendFile(path, String(index));
    const ours = await seconds(() => importAll(paths, join(folder, 'library')));
    const theirs = await seconds(() => withVips(paths, join(folder, 'theirs')));
    const ratio = theirs / ours;
    return {
      figures: {
        'imported a second': round(IMAGES / ours),
        'vipsthumbnail, images a second': round(IMAGES / theirs),
        ratio: round(ratio, 2),
        images: IMAGES,
        'this process (MB)': round(process.memoryUsage.rss() / 2 ** 20),
      },
      goal: `ratio >= ${GOAL_RATIO}`,
      met: ratio >= GOAL_RATIO,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1_000;
}

async function importAll(files: readonly string[], data: string): Promise<void> {
  const paths = accountPaths(studioPaths(data), 'solo');
  const db = openDatabase({ path: paths.database, migrations: MIGRATIONS });
  const pool = createImagePool();
  const context = createLibraryContext({
    db,
    clock: systemClock,
    changed: () => undefined,
    wakeSync: () => undefined,
  });
  const isKnown = (sha256: string) => findFile(db, sha256) !== undefined;
  const store = createMediaStore({ files: createFileStore(paths), paths, pool, isKnown });
  const left = [...files];
  await Promise.all(
    Array.from({ length: availableParallelism() + 2 }, async () => {
      for (let path = left.pop(); path; path = left.pop()) {
        const body = new Blob([await readFile(path)]).stream();
        await importFile(context, store, body, { fileName: path });
      }
    }),
  );
  const { all } = countLibrary(db);
  await pool.close();
  db.close();
  if (all !== files.length) throw new Error(`${all} works instead of ${files.length}`);
}
