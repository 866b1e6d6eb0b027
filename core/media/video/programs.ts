import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { AtelierError } from '../../../contract/errors.ts';

const ENDING = process.platform === 'win32' ? '.exe' : '';

/**
 * Where ffmpeg's programs lie: `FFMPEG_PATH` names ffmpeg, with ffprobe beside it; else both are looked for on the
 * path. They are only ever run, never linked. Errors: `not_available`.
 */
export function findVideoPrograms(env: NodeJS.ProcessEnv = process.env): {
  ffmpeg: string;
  ffprobe: string;
} {
  const named = env['FFMPEG_PATH'];
  const folders = named ? [dirname(named)] : (env['PATH'] ?? '').split(delimiter);
  for (const folder of folders.filter((each) => each !== '')) {
    const ffmpeg = named ?? join(folder, `ffmpeg${ENDING}`);
    const ffprobe = join(folder, `ffprobe${ENDING}`);
    if (isProgram(ffmpeg) && isProgram(ffprobe)) return { ffmpeg, ffprobe };
  }
  throw new AtelierError('not_available', 'Videos need ffmpeg, which is not on this machine.', {
    program: 'ffmpeg',
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
