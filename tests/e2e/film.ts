import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findVideoPrograms } from '../../core/media/video/programs.ts';
import type { PictureFile } from './pictures.ts';

/** A film of one second of each colour, 320 × 180 pixels. */
export async function film(name: string, colours: readonly string[]): Promise<PictureFile> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-film-'));
  try {
    const path = join(folder, 'made.mp4');
    const inputs = colours.map((colour, at) => `color=${colour}:s=320x180:r=10:d=1[c${at}]`);
    const parts = colours.map((_, at) => `[c${at}]`).join('');
    const graph = `${inputs.join(';')};${parts}concat=n=${colours.length}`;
    const { ffmpeg } = findVideoPrograms();
    execFileSync(ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', graph, '-c:v', 'mpeg4', path]);
    return { name: `${name}.mp4`, mimeType: 'video/mp4', buffer: await readFile(path) };
  } finally {
    await rm(folder, { recursive: true });
  }
}
