import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MOTIONS } from '../../../contract/models.ts';
import type { Motion } from '../../../contract/orders.ts';
import { Recipe } from '../../../contract/recipe.ts';
import { readRecipe } from '../recipe-metadata.ts';
import { finishVideo } from './finish-video.ts';
import { planMove } from './motion.ts';
import { framesOf, motionArguments, stillSize } from './motion-arguments.ts';
import { findVideoPrograms } from './programs.ts';
import { type MotionWish, renderMotion } from './render-motion.ts';

const OUT = { width: 160, height: 90 };
const { signal } = new AbortController();
const RECIPE = Recipe.parse({
  version: 1,
  prompt: 'a fox & a hen',
  model: 'local/motion',
  modelName: 'Camera moves',
  provider: 'local',
  isAi: true,
  aspectRatio: '16:9',
  size: OUT,
  quality: 'standard',
  format: 'mp4',
  createdAt: '2026-11-21T08:00:00.000Z',
  software: 'Atelier',
});

/** One white dot of soft edges on black, right and below of the middle. */
async function dot(): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360"/>
    <circle cx="400" cy="220" r="24" fill="#fff"/></svg>`;
  return new Uint8Array(await sharp(Buffer.from(svg)).blur(2).png().toBuffer());
}

function fileOf(bytes: Uint8Array, name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-motion-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The middle of what is bright in each frame, in pixels, to a fraction of one. */
function middles(bytes: Uint8Array, format: string): { x: number; y: number }[] {
  const { ffmpeg } = findVideoPrograms();
  const args = ['-v', 'error', '-i', fileOf(bytes, `a.${format}`), '-f', 'rawvideo', '-pix_fmt'];
  const raw = execFileSync(ffmpeg, [...args, 'gray', '-'], { maxBuffer: 64 * 1024 * 1024 });
  const size = OUT.width * OUT.height;
  return Array.from({ length: raw.length / size }, (_, frame) => {
    let [sum, x, y] = [0, 0, 0];
    for (let i = 0; i < size; i += 1) {
      const light = Math.max(0, raw[frame * size + i]! - 40);
      sum += light;
      x += light * (i % OUT.width);
      y += light * Math.floor(i / OUT.width);
    }
    return { x: x / sum, y: y / sum };
  });
}

const wish = async (motion: Motion, more: Partial<MotionWish> = {}): Promise<MotionWish> => ({
  picture: await dot(),
  motion,
  output: OUT,
  durationSeconds: 2,
  fps: 24,
  format: 'mp4',
  ...more,
});

/** No step goes back by more than measuring is off, and none is many times the largest of its neighbours. */
function expectSmooth(values: readonly number[], direction: 1 | -1): void {
  const steps = values.slice(1).map((value, index) => (value - values[index]!) * direction);
  expect(Math.min(...steps)).toBeGreaterThan(-0.05);
  const changes = steps.slice(1).map((step, index) => Math.abs(step - steps[index]!));
  expect(Math.max(...changes)).toBeLessThan(0.3);
}

describe('local moves', () => {
  test.each([
    ['zoom_in', 1, 1],
    ['zoom_out', -1, -1],
    ['pan_right', -1, undefined],
    ['pan_down', undefined, -1],
  ] as const)('%s: smooth below a pixel, and monotone', async (kind, x, y) => {
    const frames = middles(
      await renderMotion(await wish({ kind }), signal, () => undefined),
      'mp4',
    );
    expect(frames).toHaveLength(48);
    if (x)
      expectSmooth(
        frames.map((frame) => frame.x),
        x,
      );
    if (y)
      expectSmooth(
        frames.map((frame) => frame.y),
        y,
      );
  });

  test('ken burns ends where its last frame says', async () => {
    const to = { x: 0.5, y: 0.5, width: 0.25, height: 0.25 };
    const motion: Motion = { kind: 'ken_burns', from: { x: 0, y: 0, width: 1, height: 1 }, to };
    const frames = middles(await renderMotion(await wish(motion), signal, () => undefined), 'mp4');
    // (400 / 640, 220 / 360) of the picture, in parts of the frame.
    const end = { x: ((400 / 640 - 0.5) / 0.25) * 160, y: ((220 / 360 - 0.5) / 0.25) * 90 };
    expect(Math.abs(frames.at(-1)!.x - end.x)).toBeLessThan(1.5);
    expect(Math.abs(frames.at(-1)!.y - end.y)).toBeLessThan(1.5);
  });

  test.each([
    ['mp4', 30, 30],
    ['webm', 24, 24],
    ['gif', 60, 25],
  ] as const)(
    '%s: exact to a frame, with sound where it has one, carrying its recipe',
    async (format, fps, real) => {
      const sound = execFileSync(findVideoPrograms().ffmpeg, [
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        'sine=d=0.5',
        '-f',
        'wav',
        '-',
      ]);
      const audio = { bytes: sound, mime: 'audio/wav', fadeSeconds: 0.3 } as const;
      const heard: number[] = [];
      const made = await renderMotion(
        await wish({ kind: 'drift' }, { format, fps, durationSeconds: 1, audio }),
        signal,
        (fraction) => heard.push(fraction),
      );
      const mime = format === 'gif' ? 'image/gif' : (`video/${format}` as const);
      const film = await finishVideo({ bytes: made, mime }, { format, recipe: RECIPE }, signal);
      expect(film).toMatchObject({ ...OUT, mime });
      expect(Math.abs(film.duration - 1)).toBeLessThan(1 / real);
      expect((await sharp(film.poster).metadata()).format).toBe('webp');
      expect(heard.at(-1)).toBe(1);
      const probed = execFileSync(findVideoPrograms().ffprobe, [
        '-v',
        'error',
        '-count_frames',
        '-show_streams',
        '-show_format',
        '-of',
        'json',
        fileOf(film.bytes, `b.${format}`),
      ]).toString();
      const { streams, format: container } = JSON.parse(probed) as {
        streams: { codec_type: string; nb_read_frames: string; pix_fmt?: string }[];
        format: { tags?: Record<string, string> };
      };
      expect(Number(streams[0]?.nb_read_frames)).toBe(real);
      expect(streams.map((stream) => stream.codec_type)).toEqual(
        format === 'gif' ? ['video'] : ['video', 'audio'],
      );
      if (format === 'webm') expect(container.tags?.['XMP']).toContain('a fox &amp; a hen');
      else expect(readRecipe(film.bytes)).toEqual(RECIPE);
    },
  );

  test('F7: what is no picture or sound is refused, and an abort ends the work', async () => {
    const refused = (given: Partial<MotionWish>) =>
      wish({ kind: 'fade' }, given).then((made) => renderMotion(made, signal, () => undefined));
    await expect(refused({ picture: Buffer.from('<svg/>') })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const audio = { bytes: Buffer.from('#EXTM3U\nfile:///etc/passwd'), mime: 'audio/wav' } as const;
    await expect(refused({ audio: { ...audio, fadeSeconds: 0 } })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { field: 'audio' },
    });
    const gone = AbortSignal.abort(new Error('enough'));
    await expect(renderMotion(await wish({ kind: 'fade' }), gone, () => undefined)).rejects.toThrow(
      'enough',
    );
  });
});

test.each(MOTIONS)('%s stays inside the picture, whatever its shape', (kind) => {
  for (const picture of [
    { width: 900, height: 1_600 },
    { width: 4_000, height: 300 },
  ]) {
    const { seen, closest } = planMove({ kind }, picture, OUT, 4);
    expect(seen.x).toBeGreaterThanOrEqual(-1e-9);
    expect(seen.y).toBeGreaterThanOrEqual(-1e-9);
    expect(seen.x + seen.width).toBeLessThanOrEqual(1 + 1e-9);
    expect(seen.y + seen.height).toBeLessThanOrEqual(1 + 1e-9);
    const shape = (closest.width * picture.width) / (closest.height * picture.height);
    expect(shape).toBeCloseTo(OUT.width / OUT.height, 5);
  }
});

test('F7: ffmpeg is told what it may open, and nothing else', () => {
  const move = planMove({ kind: 'zoom_in' }, { width: 640, height: 360 }, OUT, 2);
  const args = motionArguments({
    move,
    still: stillSize(move, OUT),
    output: OUT,
    picture: '/a/still.png',
    durationSeconds: 2,
    fps: 24,
    format: 'mp4',
    target: '/a/b.mp4',
    audio: { path: '/a/sound.mp3', mime: 'audio/mpeg', fadeSeconds: 1 },
  });
  expect(args).toContain('-nostdin');
  expect(args.filter((arg) => arg === '-protocol_whitelist')).toHaveLength(2);
  expect(args.filter((arg) => arg === '-format_whitelist')).toHaveLength(2);
  expect(args.filter((arg) => arg.startsWith('/'))).toEqual([]);
  expect(framesOf({ durationSeconds: 30, fps: 60, format: 'mp4' }).frames).toBe(1_800);
});
