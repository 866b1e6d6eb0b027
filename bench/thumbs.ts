import { execFile, spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { createImagePool } from '../core/media/image-pool.ts';
import { type BenchResult, median, round } from './bench.ts';

const IMAGES = 300;
const KINDS = 12;
const ROUNDS = 3;
const GOAL_RATIO = 0.8;
const WIDTH = 4000;
const HEIGHT = 3000;

/**
 * Images a second for 300 mixed 12-megapixel JPEGs through the studio's pool: read, both thumbnails, thumbhash.
 * Peer: `vipsthumbnail` making the same two sizes on the same cores, as many processes as cores. Rounds alternate.
 */
export async function thumbs(): Promise<BenchResult> {
  if (spawnSync('vipsthumbnail', ['--version']).error) {
    throw new Error("The peer is missing: install vipsthumbnail (Debian's package libvips-tools).");
  }
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  try {
    const paths = await makeImages(join(folder, 'in'));
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      ours.push(await rate(() => withPool(paths, join(folder, `ours-${turn}`))));
      theirs.push(await rate(() => withVips(paths, join(folder, `theirs-${turn}`))));
    }
    const ratio = median(ours.map((value, index) => value / (theirs[index] ?? Number.NaN)));
    return {
      figures: {
        'images a second': round(median(ours)),
        'vipsthumbnail, images a second': round(median(theirs)),
        ratio: round(ratio, 2),
        images: IMAGES,
        rounds: ROUNDS,
      },
      goal: `ratio >= ${GOAL_RATIO}`,
      met: ratio >= GOAL_RATIO,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rate(work: () => Promise<void>): Promise<number> {
  const since = performance.now();
  await work();
  return IMAGES / ((performance.now() - since) / 1000);
}

/** Photographs' statistics without photographs: soft shapes, grain, several qualities, orientations and a wide gamut. */
export async function makeImages(folder: string, count = IMAGES): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (let kind = 0; kind < KINDS; kind += 1) {
    const path = join(folder, `kind-${kind}.jpg`);
    const grain = await sharp({
      create: {
        width: WIDTH,
        height: HEIGHT,
        channels: 3,
        background: '#808080',
        noise: { type: 'gaussian', mean: 128, sigma: 6 + kind * 2 },
      },
    })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const shapes = Array.from({ length: 40 }, (_, index) => {
      const value = (index * 7919 + kind * 104_729) % 4000;
      return `<circle cx="${value}" cy="${(value * 3) % 3000}" r="${100 + (value % 700)}" fill="hsl(${value % 360},60%,50%)" fill-opacity="0.5"/>`;
    }).join('');
    await sharp(Buffer.from(`<svg width="${WIDTH}" height="${HEIGHT}">${shapes}</svg>`))
      .flatten({ background: '#444' })
      .composite([{ input: grain, blend: 'soft-light' }])
      .withMetadata({ orientation: (kind % 8) + 1 })
      .jpeg({
        quality: 75 + kind * 2,
        progressive: kind % 4 === 3,
        chromaSubsampling: kind % 3 === 0 ? '4:4:4' : '4:2:0',
      })
      .toFile(path);
    paths.push(path);
  }
  for (let index = KINDS; index < count; index += 1) {
    const path = join(folder, `copy-${index}.jpg`);
    await copyFile(paths[index % KINDS]!, path);
    paths.push(path);
  }
  return paths;
}

async function withPool(paths: readonly string[], out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  const pool = createImagePool();
  await Promise.all(
    paths.map((path, index) =>
      pool.read({
        path,
        mime: 'image/jpeg',
        thumbnails: { 256: join(out, `${index}-256.webp`), 1024: join(out, `${index}-1024.webp`) },
      }),
    ),
  );
  await pool.close();
  await expectFiles(out, paths.length);
}

/** One process a core and size, each with its share of the files: the least overhead that it can have. */
export async function withVips(paths: readonly string[], out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  const cores = availableParallelism();
  const run = promisify(execFile);
  await Promise.all(
    Array.from({ length: cores }, async (_, core) => {
      const share = paths.filter((_path, index) => index % cores === core);
      for (const size of [1024, 256]) {
        // The same encoder settings as the pool's.
        const output = join(out, `%s-${size}.webp[Q=80,effort=2]`);
        await run('vipsthumbnail', ['--size', `${size}x${size}>`, '-o', output, ...share], {
          env: { ...process.env, VIPS_CONCURRENCY: '1' },
        });
      }
    }),
  );
  await expectFiles(out, paths.length);
}

async function expectFiles(folder: string, images: number): Promise<void> {
  const files = await readdir(folder);
  if (files.length !== images * 2)
    throw new Error(`${files.length} thumbnails instead of ${images * 2}`);
}
