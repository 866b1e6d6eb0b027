import type { VideoFormat, VideoType } from '../../../contract/media.ts';
import { ENCODERS } from './motion-arguments.ts';
import { input } from './arguments.ts';

/** For ffmpeg: the same film in another format. Pure. */
export function convertArguments(
  mime: VideoType,
  path: string,
  format: VideoFormat,
  target: string,
): string[] {
  const palette =
    '[0:v:0]fps=25,split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse=dither=bayer:bayer_scale=4[v]';
  const maps = format === 'gif' ? ['-filter_complex', palette, '-map', '[v]'] : MAPS;
  return [QUIET, input(mime, path), maps, ENCODERS[format], `file:${target}`].flat();
}

/** For ffmpeg: the same WebM, not one frame touched, carrying this XMP packet as a tag. Pure. */
export function tagArguments(path: string, packet: string, target: string): string[] {
  return [
    QUIET,
    input('video/webm', path),
    ['-map', '0', '-c', 'copy', '-map_metadata', '-1', '-metadata', `XMP=${packet}`],
    ['-f', 'webm', `file:${target}`],
  ].flat();
}

const QUIET = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y'];
const MAPS = ['-map', '0:v:0', '-map', '0:a:0?', '-pix_fmt', 'yuv420p'];
