import { AtelierError } from '../../../contract/errors.ts';
import { AudioType } from '../../../contract/media.ts';
import { MAX_PROMPT_LENGTH } from '../../../contract/recipe.ts';
import { renderMotion } from '../../../core/media/video/render-motion.ts';
import type { RenderContext, VideoAnswer, VideoJob, VideoProvider } from '../provider.ts';
import { inputFor } from '../input-for.ts';
import { abortReason } from '../vendor-errors.ts';

/** What the camera does when nobody says. */
const USUAL = { kind: 'ken_burns' } as const;

/** Moves of the camera over a still picture, by ffmpeg on this machine: no model, no key, no network. */
export function createLocal(): VideoProvider {
  return {
    id: 'local',
    name: 'This machine',
    needsKey: false,
    // Half a minute of 4K at 60 frames a second on a small machine.
    limits: { milliseconds: 1_500_000, maxPromptLength: MAX_PROMPT_LENGTH },
    capabilities: {
      formats: ['mp4', 'webm', 'gif'],
      qualities: ['standard'],
      seed: false,
      negativePrompt: false,
      resumable: false,
    },
    price: { unit: 'free' },
    edition: null,
    renderVideo(job, context) {
      const { firstFrame } = job.payload;
      if (!firstFrame) {
        throw new AtelierError('invalid_input', 'A picture to move is missing.', {
          field: 'firstFrame',
        });
      }
      return movePicture(inputFor(job, firstFrame).bytes, job, context);
    },
  };
}

/** The video that a job asks for, of this picture. Rendering is all of its progress. */
export async function movePicture(
  picture: Uint8Array,
  job: VideoJob,
  context: Pick<RenderContext, 'signal' | 'progress'>,
): Promise<VideoAnswer> {
  const { payload } = job;
  const { width, height, durationSeconds, fps, format, audio } = payload;
  const sound = audio && inputFor(job, audio.file);
  context.progress('rendering', 0.02);
  try {
    const bytes = await renderMotion(
      {
        picture,
        motion: payload.motion ?? USUAL,
        output: { width, height },
        durationSeconds,
        fps,
        format,
        audio: audio &&
          sound && {
            bytes: sound.bytes,
            mime: AudioType.parse(sound.mime),
            fadeSeconds: audio.fadeSeconds,
          },
      },
      context.signal,
      (fraction) => context.progress('rendering', 0.02 + 0.9 * fraction),
    );
    return { video: { bytes, mime: VIDEO_MIMES[format] } };
  } catch (error) {
    throw context.signal.aborted ? abortReason(context.signal) : error;
  }
}

const VIDEO_MIMES = { mp4: 'video/mp4', webm: 'video/webm', gif: 'image/gif' } as const;
