import type { VideoType } from '../../../contract/media.ts';

/** The one demuxer each type may be read by: a playlist named .mp4 never reaches the one that follows its lines. */
const DEMUXERS: Readonly<Record<VideoType, { name: string; whitelist: string }>> = {
  'video/mp4': { name: 'mov', whitelist: 'mov,mp4,m4a,3gp,3g2,mj2' },
  'video/webm': { name: 'matroska', whitelist: 'matroska,webm' },
};
/** One allocation of ffmpeg's; what a broken header asks for beyond it is refused. */
const MOST_AT_ONCE = 256 * 1024 * 1024;

export function input(mime: VideoType, path: string): string[] {
  const { name, whitelist } = DEMUXERS[mime];
  return [
    ['-protocol_whitelist', 'file', '-format_whitelist', whitelist],
    ['-max_alloc', String(MOST_AT_ONCE), '-f', name, '-i', `file:${path}`],
  ].flat();
}

/** For ffprobe: what the file says of its streams, as JSON. */
export function probeArguments(mime: VideoType, path: string): string[] {
  return [
    ['-hide_banner', '-loglevel', 'error', '-threads', '1'],
    ['-show_format', '-show_streams', '-select_streams', 'v', '-of', 'json'],
    input(mime, path),
  ].flat();
}

/** For ffmpeg: the frame at this second as a PNG, upright, not larger than 2048 pixels. */
export function posterArguments(
  mime: VideoType,
  path: string,
  second: number,
  target: string,
): string[] {
  return [
    ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y', '-threads', '1'],
    ['-ss', second.toFixed(3)],
    input(mime, path),
    ['-map', '0:v:0', '-an', '-sn', '-dn', '-frames:v', '1', '-filter_threads', '1'],
    [
      '-vf',
      "scale='min(2048,iw)':'min(2048,ih)':force_original_aspect_ratio=decrease,format=rgb24",
    ],
    ['-f', 'image2', '-update', '1', '-c:v', 'png', `file:${target}`],
  ].flat();
}

/** For ffmpeg: these four frames, left to right and top to bottom, upright, each so many pixels across at most, as one JPEG. */
export function glanceArguments(
  mime: VideoType,
  path: string,
  sheet: { seconds: readonly number[]; across: number; quality: number; target: string },
): string[] {
  const { seconds, across, quality, target } = sheet;
  const small = `scale='min(${across},iw)':'min(${across},ih)':force_original_aspect_ratio=decrease,setsar=1`;
  const frames = seconds.map((_, at) => `[${at}:v:0]${small}[f${at}]`);
  const rows = '[f0][f1]hstack[top];[f2][f3]hstack[bottom];[top][bottom]vstack';
  return [
    ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y'],
    seconds.flatMap((second) => ['-threads', '1', '-ss', second.toFixed(3), ...input(mime, path)]),
    [
      '-filter_complex_threads',
      '1',
      '-filter_complex',
      `${frames.join(';')};${rows},format=yuvj420p[sheet]`,
    ],
    ['-map', '[sheet]', '-an', '-sn', '-dn', '-frames:v', '1', '-q:v', String(quality)],
    ['-f', 'image2', '-update', '1', '-c:v', 'mjpeg', `file:${target}`],
  ].flat();
}
