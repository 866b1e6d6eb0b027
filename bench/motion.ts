import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { encodeDrawing } from '../backend/providers/draft/encode.ts';
import { render } from '../backend/providers/draft/render.ts';
import { planMove } from '../core/media/video/motion.ts';
import { motionArguments, stillSize } from '../core/media/video/motion-arguments.ts';
import { findVideoPrograms } from '../core/media/video/programs.ts';
import { renderMotion } from '../core/media/video/render-motion.ts';
import { type BenchResult, median, round } from './bench.ts';

const RUNS = 5;
const GOAL = 1.05;
const SIZE = { width: 1280, height: 720 };
const FILM = {
  motion: { kind: 'zoom_in' },
  output: SIZE,
  fps: 30,
  format: 'mp4',
} as const;
/** A clip, and the reel of a newcomer. */
const SECONDS = [4, 10];

/** Films of a picture, from its bytes to those of the film, beside ffmpeg alone with equal arguments. */
export async function motion(): Promise<BenchResult> {
  const figures: BenchResult['figures'] = {};
  const ratios: number[] = [];
  for (const seconds of SECONDS) {
    const { ours, bare } = await beside(seconds);
    const ratio = ours / bare;
    ratios.push(ratio);
    figures[`film of ${seconds} s (ms)`] = round(ours);
    figures[`ffmpeg alone, ${seconds} s (ms)`] = round(bare);
    figures[`ratio, ${seconds} s`] = round(ratio, 2);
  }
  return {
    figures,
    goal: `ratio <= ${GOAL}`,
    met: ratios.every((ratio) => ratio <= GOAL),
  };
}

/** Medians in milliseconds. */
async function beside(durationSeconds: number): Promise<{ ours: number; bare: number }> {
  const film = { ...FILM, durationSeconds };
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-motion-'));
  try {
    const drawing = render(
      { prompt: 'a harbour', seed: 1, ...SIZE, quality: 'standard' },
      () => {},
    );
    const picture = await encodeDrawing(drawing, 'png');
    const move = planMove(film.motion, SIZE, SIZE, durationSeconds);
    const still = stillSize(move, SIZE);
    const paths = { picture: join(folder, 'still.png'), target: join(folder, 'film.mp4') };
    await sharp(picture).resize(still.width, still.height, { fit: 'fill' }).toFile(paths.picture);
    const args = motionArguments({ ...film, ...paths, move, still });
    const bare = () => promisify(execFile)(findVideoPrograms().ffmpeg, args);
    const ours = () =>
      renderMotion({ ...film, picture }, new AbortController().signal, () => undefined);
    const times = { ours: [] as number[], bare: [] as number[] };
    for (let run = 0; run <= RUNS; run += 1) {
      // In turn, so that a machine that grows slower does so for both; the first of each warms up.
      const both = { ours: await timeOf(ours), bare: await timeOf(bare) };
      if (run > 0) for (const who of ['ours', 'bare'] as const) times[who].push(both[who]);
    }
    return { ours: median(times.ours), bare: median(times.bare) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}
