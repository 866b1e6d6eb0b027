import type { AudioType, VideoFormat } from '../../../contract/media.ts';
import type { PictureSize } from '../../../contract/camera.ts';
import type { Move } from './motion.ts';

/** Frames a second of a moving picture without sound: its delays are whole hundredths, and many viewers mind less. */
const GIF_FPS = 25;

export interface MotionJob {
  move: Move;
  /** A PNG of exactly `seen` of the move, `still` pixels large (`stillSize`). */
  picture: string;
  still: PictureSize;
  output: PictureSize;
  durationSeconds: number;
  fps: number;
  format: VideoFormat;
  audio?: { path: string; mime: AudioType; fadeSeconds: number } | undefined;
  target: string;
}

/** Frames of a video of this length, and how many a second. */
export function framesOf(job: Pick<MotionJob, 'durationSeconds' | 'fps' | 'format'>) {
  const fps = job.format === 'gif' ? Math.min(GIF_FPS, job.fps) : job.fps;
  return { fps, frames: Math.max(2, Math.round(job.durationSeconds * fps)) };
}

/** Twice the output costs four times the work, and nobody sees more. Of a large one once is enough. */
const MOST_OVER = 2;
const LARGE = 1920 * 1080;

/** How large the seen part is drawn, so that the closest view of it has a pixel for each of the output's. Even numbers. */
export function stillSize({ seen, closest }: Move, output: PictureSize): PictureSize {
  const most = output.width * output.height > LARGE ? 1 : MOST_OVER;
  const over = (all: number, least: number) => Math.min(most, Math.max(1, all / least));
  return {
    width: even(output.width * over(seen.width, closest.width)),
    height: even(output.height * over(seen.height, closest.height)),
  };
}

function even(pixels: number): number {
  return 2 * Math.ceil(pixels / 2 - 1e-6);
}

const AUDIO_DEMUXERS: Readonly<Record<AudioType, { name: string; whitelist: string }>> = {
  'audio/mpeg': { name: 'mp3', whitelist: 'mp3' },
  'audio/mp4': { name: 'mov', whitelist: 'mov,mp4,m4a,3gp,3g2,mj2' },
  'audio/wav': { name: 'wav', whitelist: 'wav' },
  'audio/ogg': { name: 'ogg', whitelist: 'ogg' },
};

/**
 * For ffmpeg: moves a picture. The camera is the perspective filter, which places its corners to 1/256 of a pixel;
 * zoompan and crop place them on whole pixels, which is seen as trembling. Pure.
 */
export function motionArguments(job: MotionJob): string[] {
  const { fps, frames } = framesOf(job);
  const sound = job.format === 'gif' ? undefined : job.audio;
  return [
    ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y'],
    ['-progress', 'pipe:1', '-stats_period', '0.25'],
    ['-protocol_whitelist', 'file', '-format_whitelist', 'png_pipe', '-f', 'png_pipe'],
    ['-i', `file:${job.picture}`],
    sound ? audioInput(sound) : [],
    ['-filter_complex', [videoGraph(job), ...(sound ? [audioGraph(job, sound)] : [])].join(';')],
    ['-map', '[video]', ...(sound ? ['-map', '[audio]'] : [])],
    ['-frames:v', String(frames), '-r', String(fps), '-t', (frames / fps).toFixed(6)],
    ['-map_metadata', '-1', '-sn', '-dn'],
    ENCODERS[job.format],
    [`file:${job.target}`],
  ].flat();
}

function audioInput({ path, mime }: { path: string; mime: AudioType }): string[] {
  const { name, whitelist } = AUDIO_DEMUXERS[mime];
  return [
    ['-stream_loop', '-1', '-protocol_whitelist', 'file', '-format_whitelist', whitelist],
    ['-f', name, '-i', `file:${path}`],
  ].flat();
}

function videoGraph(job: MotionJob): string {
  const { fps, frames } = framesOf(job);
  const { output } = job;
  const fade = job.move.fadeSeconds;
  const chain = [
    `loop=loop=${frames - 1}:size=1:start=0`,
    // The picture's own time base is 1/25: in it frames of another rate would be doubled and lost.
    `settb=1/${fps}`,
    'setpts=N',
    camera(job, frames),
    `scale=${output.width}:${output.height}:flags=bicubic`,
    'setsar=1',
    ...(fade > 0
      ? [`fade=t=in:st=0:d=${fade}`, `fade=t=out:st=${frames / fps - fade}:d=${fade}`]
      : []),
  ];
  if (job.format === 'gif') {
    // The still has all the colours: with a palette of it no frame has to wait for the last one.
    const moved = `[shown]format=yuv444p,${chain.join(',')},format=rgb24[moved]`;
    return `[0:v]split[colours][shown];[colours]palettegen[palette];${moved};[moved][palette]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle[video]`;
  }
  // bt709 is what players assume of HD; said, it is the same everywhere. `yuv420p` last: not all play anything else.
  const start = 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p';
  return `[0:v]${start},${chain.join(',')},format=yuv420p[video]`;
}

/** Corners in pixels of the still. `on` counts frames from 1. */
function camera({ move }: MotionJob, frames: number): string {
  const { seen, path } = move;
  const at = `((on-1)/${frames - 1})`;
  const part = (expression: string, origin: number, length: number) =>
    `(${expression.replaceAll(/\bP\b/g, at)}-${origin.toFixed(8)})/${length.toFixed(8)}`;
  const left = `W*${part(path.x, seen.x, seen.width)}`;
  const top = `H*${part(path.y, seen.y, seen.height)}`;
  const right = `W*${part(`(${path.x}+${path.width})`, seen.x, seen.width)}`;
  const bottom = `H*${part(`(${path.y}+${path.height})`, seen.y, seen.height)}`;
  const corners = [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ].flatMap(([x, y], index) => [`x${index}='${x}'`, `y${index}='${y}'`]);
  return `perspective=${corners.join(':')}:interpolation=cubic:sense=source:eval=frame`;
}

function audioGraph(job: MotionJob, { fadeSeconds }: { fadeSeconds: number }): string {
  const { fps, frames } = framesOf(job);
  const seconds = frames / fps;
  const fade = Math.min(fadeSeconds, seconds / 2);
  return [
    `[1:a:0]aresample=48000,aformat=channel_layouts=stereo,atrim=0:${seconds},asetpts=PTS-STARTPTS`,
    ...(fade > 0 ? [`afade=t=in:d=${fade}`, `afade=t=out:st=${seconds - fade}:d=${fade}`] : []),
  ]
    .join(',')
    .concat('[audio]');
}

const TAGS = [
  ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709'],
  ['-color_range', 'tv'],
].flat();

export const ENCODERS: Readonly<Record<VideoFormat, string[]>> = {
  mp4: [
    ['-c:v', 'libx264', '-preset', 'medium', '-crf', '18', ...TAGS],
    ['-c:a', 'aac', '-b:a', '192k', '-movflags', '+faststart', '-f', 'mp4'],
  ].flat(),
  webm: [
    ['-c:v', 'libvpx-vp9', '-crf', '30', '-b:v', '0', '-deadline', 'good', '-cpu-used', '4'],
    ['-row-mt', '1', ...TAGS, '-c:a', 'libopus', '-b:a', '160k', '-f', 'webm'],
  ].flat(),
  gif: ['-loop', '0', '-f', 'gif'],
};
