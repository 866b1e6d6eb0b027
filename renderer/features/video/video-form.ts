import { VideoFormat } from '../../../contract/media.ts';
import {
  ASPECT_RATIOS,
  type AspectRatio,
  type MotionKind,
  type Resolution,
  type VideoCapabilities,
} from '../../../contract/models.ts';
import { cleanPrompt, type OrderRequestInput } from '../../../contract/orders.ts';
import type { OfferedModel } from '../prompt/form.ts';
import type { VideoDraft } from './video-state.ts';

/** What a model of films offers, and what of the draft it takes. */
export interface VideoForm {
  readonly ratios: readonly AspectRatio[];
  readonly durations: readonly number[];
  readonly resolutions: readonly Resolution[];
  readonly rates: readonly number[];
  readonly formats: readonly VideoFormat[];
  readonly motions: readonly MotionKind[];
  readonly takes: Pick<VideoCapabilities, 'firstFrame' | 'lastFrame' | 'audio' | 'needsPrompt'>;
  readonly aspectRatio: AspectRatio;
  readonly seconds: number;
  readonly resolution: Resolution;
  readonly fps: number;
  readonly format: VideoFormat;
  /** Null where the model moves things by itself. */
  readonly motion: MotionKind | null;
}

export type VideoProblem = 'prompt' | 'too_long' | 'picture';

/** The model of the draft, else one that moves the picture at hand, else the first that can be used. */
export function chooseVideoModel(
  models: readonly OfferedModel[],
  draft: Pick<VideoDraft, 'model'>,
): OfferedModel | undefined {
  const offered = models
    .filter(({ enabled, capabilities }) => enabled && capabilities.video !== null)
    .sort((a, b) => a.position - b.position);
  return (
    offered.find(({ id }) => id === draft.model) ??
    offered.find(({ provider }) => provider === 'local') ??
    offered.find(({ keyMissing }) => !keyMissing) ??
    offered[0]
  );
}

export function videoFormOf(draft: VideoDraft, { capabilities: can }: OfferedModel): VideoForm {
  const video = can.video ?? NO_VIDEO;
  const ratios = ASPECT_RATIOS.filter((ratio) => can.sizes[ratio] !== undefined);
  const formats = VideoFormat.options.filter((format) => can.formats.includes(format));
  return {
    ratios,
    durations: video.durations,
    resolutions: video.resolutions,
    rates: video.fps,
    formats,
    motions: video.motions,
    takes: video,
    aspectRatio: pick(ratios, draft.aspectRatio) ?? '16:9',
    seconds: nearest(video.durations, draft.seconds),
    resolution: pick(video.resolutions, draft.resolution) ?? '720p',
    fps: nearest(video.fps, draft.fps),
    format: pick(formats, draft.format) ?? 'mp4',
    motion: pick(video.motions, draft.motion) ?? null,
  };
}

const NO_VIDEO: VideoCapabilities = {
  durations: [1],
  resolutions: ['720p'],
  fps: [30],
  firstFrame: 'none',
  lastFrame: false,
  motions: [],
  audio: false,
  needsPrompt: true,
};

/** What stands in the way, in the order of the form. */
export function videoProblems(
  draft: VideoDraft,
  form: VideoForm,
  { capabilities }: OfferedModel,
): VideoProblem[] {
  const { length } = cleanPrompt(draft.prompt);
  const problems: VideoProblem[] = [];
  if (form.takes.firstFrame === 'required' && draft.picture === null) problems.push('picture');
  const isMoved = form.takes.firstFrame === 'optional' && draft.picture !== null;
  if (form.takes.needsPrompt && length === 0 && !(isMoved && form.motion)) problems.push('prompt');
  if (length > capabilities.maxPromptLength) problems.push('too_long');
  return problems;
}

/** The order; only what the model takes is in it. */
export function videoRequest(
  draft: VideoDraft,
  form: VideoForm,
  model: OfferedModel,
): OrderRequestInput {
  const { takes, motion, format } = form;
  const { picture, lastFrame, sound } = draft;
  const hasPicture = takes.firstFrame !== 'none' && picture !== null;
  return {
    type: 'video',
    model: model.id,
    prompt: draft.prompt,
    aspectRatio: form.aspectRatio,
    durationSeconds: form.seconds,
    resolution: form.resolution,
    fps: form.fps,
    format,
    quality: model.capabilities.qualities.includes('standard')
      ? 'standard'
      : (model.capabilities.qualities[0] ?? 'standard'),
    count: 1,
    ...(hasPicture && { firstFrame: picture }),
    ...(takes.lastFrame && lastFrame !== null && { lastFrame }),
    ...(motion && {
      motion: {
        kind: motion,
        ...(motion === 'ken_burns' && { from: draft.from, to: draft.to }),
      },
    }),
    ...(takes.audio &&
      format !== 'gif' &&
      sound && { audio: { file: sound.file, fadeSeconds: draft.fade } }),
  };
}

function pick<Value>(offered: readonly Value[], wished: Value): Value | undefined {
  return offered.includes(wished) ? wished : offered[0];
}

function nearest(offered: readonly number[], wished: number): number {
  const sorted = [...offered].sort((a, b) => Math.abs(a - wished) - Math.abs(b - wished));
  return sorted[0] ?? wished;
}
