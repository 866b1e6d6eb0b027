import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENCODERS } from '../video/motion-arguments.ts';
import { findVideoPrograms } from '../video/programs.ts';
import { runLimited } from '../video/run-limited.ts';
import type { SlideSize } from './slide-layers.ts';

const FPS = 30;
/** Seconds in which a slide gives way to the next. */
const FADE = 0.4;
const MEMORY = 1024 * 1024 * 1024;
const MILLISECONDS = 600_000;

/** The pictures one after the other, each seen for so long, each melting into the next. An MP4 without sound. */
export async function slidesVideo(
  pictures: readonly Buffer[],
  { size, secondsEach }: { size: SlideSize; secondsEach: number },
  signal: AbortSignal,
): Promise<Buffer> {
  const { ffmpeg } = findVideoPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'atelier-slides-'));
  try {
    const paths = pictures.map((_, index) => join(folder, `${index}.png`));
    await Promise.all(pictures.map((bytes, index) => writeFile(paths[index] ?? '', bytes)));
    const target = join(folder, 'slides.mp4');
    await runLimited(ffmpeg, slidesArguments(paths, { size, secondsEach, target }), {
      bytes: MEMORY,
      milliseconds: MILLISECONDS,
      signal,
    });
    return await readFile(target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** For ffmpeg. Pure. */
export function slidesArguments(
  paths: readonly string[],
  { size, secondsEach, target }: { size: SlideSize; secondsEach: number; target: string },
): string[] {
  const inputs = paths.flatMap((path, index) => {
    const shown = secondsEach + (index < paths.length - 1 ? FADE : 0);
    return [
      ['-protocol_whitelist', 'file', '-format_whitelist', 'png_pipe', '-f', 'png_pipe'],
      ['-loop', '1', '-framerate', String(FPS), '-t', shown.toFixed(3), '-i', `file:${path}`],
    ].flat();
  });
  const still = paths.map(
    (_, index) =>
      `[${index}:v]scale=${size.width}:${size.height},setsar=1,format=yuv420p[s${index}]`,
  );
  const fades = paths.slice(1).map((_, index) => {
    const from = index === 0 ? '[s0]' : `[f${index}]`;
    const offset = ((index + 1) * secondsEach).toFixed(3);
    return `${from}[s${index + 1}]xfade=transition=fade:duration=${FADE}:offset=${offset}[f${index + 1}]`;
  });
  const last = paths.length === 1 ? '[s0]' : `[f${paths.length - 1}]`;
  return [
    ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y'],
    inputs,
    ['-filter_complex', [...still, ...fades].join(';'), '-map', last, '-r', String(FPS)],
    ['-map_metadata', '-1', '-an', '-sn', '-dn'],
    ENCODERS.mp4,
    [`file:${target}`],
  ].flat();
}
