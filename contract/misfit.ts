import type { Model, ModelCapabilities, NumberRange, ParameterRanges } from './models.ts';
import type { CarouselRequest, ImageRequest, OrderRequest, VideoRequest } from './orders.ts';
import { slidePrompt } from './orders.ts';

export type Misfit = keyof ImageRequest | keyof CarouselRequest | keyof VideoRequest;

/**
 * Why a request does not fit a model; the first field that does not, or nothing. Pure: client and server agree
 * (`private.misfit` in SQL).
 */
export function misfit(request: OrderRequest, model: Model): Misfit | undefined {
  const { capabilities: can } = model;
  const needed = request.type === 'video' ? 'video' : 'image';
  if (model.task !== needed || (needed === 'video' && !can.video)) return 'model';
  const hasSize = request.type !== 'video' && request.size !== undefined && can.customSize !== null;
  if (!can.sizes[request.aspectRatio] && !hasSize) return 'aspectRatio';
  if (!can.qualities.includes(request.quality)) return 'quality';
  if (!can.formats.includes(request.format)) return 'format';
  if (request.type !== 'carousel' && request.count > can.maxCount) return 'count';
  const needsPrompt = request.type !== 'video' || can.video?.needsPrompt !== false;
  if ((needsPrompt && request.prompt === '') || request.prompt.length > can.maxPromptLength) {
    return 'prompt';
  }
  if (request.negativePrompt && !can.negativePrompt) return 'negativePrompt';
  if (request.seed !== undefined && !can.seed) return 'seed';
  return request.type === 'video' ? videoMisfit(request, can) : pictureMisfit(request, can);
}

function pictureMisfit(
  request: ImageRequest | CarouselRequest,
  can: ModelCapabilities,
): Misfit | undefined {
  const numbers = [
    'steps',
    'guidance',
    'outputQuality',
  ] as const satisfies (keyof ParameterRanges)[];
  const number = numbers.find((field) => !within(request[field], can.parameters[field]));
  if (number) return number;
  if ((request.loras?.length ?? 0) > can.maxLoras) return 'loras';
  if (request.size && !sizeFits(request.size, can)) return 'size';
  if ((request.references?.length ?? 0) > can.maxReferences) return 'references';
  if (request.type === 'image') {
    const { prompts } = request;
    if (prompts && prompts.length !== request.count) return 'prompts';
    if (prompts?.some((prompt) => prompt.length > can.maxPromptLength)) return 'prompt';
    return sourceFits(request.source, can) ? undefined : 'source';
  }
  const longest = Math.max(...request.slides.map((slide) => slide.brief.length));
  return slidePrompt(request.prompt, '').length + longest > can.maxPromptLength
    ? 'slides'
    : undefined;
}

function within(value: number | undefined, range: NumberRange | undefined): boolean {
  return value === undefined || (range !== undefined && value >= range.min && value <= range.max);
}

function sizeFits({ width, height }: { width: number; height: number }, can: ModelCapabilities) {
  const { customSize } = can;
  if (!customSize) return false;
  const { min, max, step } = customSize;
  return [width, height].every((edge) => edge >= min && edge <= max && edge % step === 0);
}

/** `inpaint` has a mask and `outpaint` margins; nothing else has those, but `edit` where the model takes a mask. */
function sourceFits(source: ImageRequest['source'], can: ModelCapabilities): boolean {
  if (!source) return true;
  const { mode, strength, mask, margins } = source;
  const added = margins ? margins.left + margins.top + margins.right + margins.bottom : 0;
  return (
    can.sourceModes.includes(mode) &&
    (strength === undefined || within(strength, can.parameters.strength)) &&
    (mode === 'inpaint' ? mask !== undefined : !mask || (mode === 'edit' && can.editMasks)) &&
    (mode === 'outpaint') === added > 0
  );
}

function videoMisfit(request: VideoRequest, { video }: ModelCapabilities): Misfit | undefined {
  if (!video) return 'model';
  if (!video.durations.includes(request.durationSeconds)) return 'durationSeconds';
  if (!video.resolutions.includes(request.resolution)) return 'resolution';
  if (!video.fps.includes(request.fps)) return 'fps';
  const { firstFrame } = request;
  if (firstFrame ? video.firstFrame === 'none' : video.firstFrame === 'required') {
    return 'firstFrame';
  }
  if (request.lastFrame && !video.lastFrame) return 'lastFrame';
  if (request.motion && !video.motions.includes(request.motion.kind)) return 'motion';
  if (request.audio && (!video.audio || request.format === 'gif')) return 'audio';
  return undefined;
}
