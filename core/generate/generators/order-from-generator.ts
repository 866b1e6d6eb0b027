import { AtelierError } from '../../../contract/errors.ts';
import type { GeneratorPreview } from '../../../contract/generator-prompt.ts';
import type { Generator } from '../../../contract/generators.ts';
import { isImageFormat } from '../../../contract/media.ts';
import { type AspectRatio, ASPECT_RATIOS, type Model } from '../../../contract/models.ts';
import { ImageRequest, type ImageRequestInput } from '../../../contract/orders.ts';
import type { GeneratorOrder } from '../../../contract/studio/generators.ts';
import { drawEach, promptsOf } from '../../../contract/tokens/draw-each.ts';

export type OrderWishes = Partial<
  Pick<ImageRequest, 'model' | 'aspectRatio' | 'quality' | 'format' | 'count'>
>;

/**
 * What an answered form orders: its first preview, and where it holds variants one of the others for each picture. What a model cannot do is brought to the nearest that it can, and told.
 * Errors: `invalid_input` with the problems by field, `model_unavailable`, `not_available` for carousels and videos.
 */
export function orderFromGenerator(
  generator: Generator,
  previewAt: (turn: number) => GeneratorPreview,
  given: { wishes: OrderWishes; pictureSeed?: number | undefined; models: readonly Model[] },
): GeneratorOrder {
  const preview = previewAt(0);
  if (generator.makes !== 'image') {
    throw new AtelierError('not_available', 'Only pictures are made from generators so far.', {
      makes: generator.makes,
    });
  }
  if (preview.problems.length > 0) throw unfit(preview.problems);
  const { overlay } = preview;
  if (preview.compose?.sha256) {
    return { kind: 'compose', picture: preview.compose.sha256, overlay };
  }
  const model = pickModel(generator, given.wishes, given.models);
  const { capabilities } = model;
  const wanted = { ...generator.order, ...given.wishes };
  const count = Math.min(wanted.count, capabilities.maxCount);
  const drawn = drawnPrompts(previewAt, count);
  if (drawn.some((prompt) => prompt.length > capabilities.maxPromptLength)) {
    throw unfit([{ field: null, code: 'outcome_too_long' }]);
  }
  const request: ImageRequestInput = {
    ...promptsOf(drawn),
    model: model.id,
    aspectRatio: nearestRatio(wanted.aspectRatio, model),
    quality: oneOf(wanted.quality, capabilities.qualities),
    format: oneOf(wanted.format, capabilities.formats.filter(isImageFormat)),
    count,
  };
  if (preview.negative !== '' && capabilities.negativePrompt) {
    request.negativePrompt = preview.negative;
  }
  const { references } = preview;
  const taken = references.slice(0, capabilities.maxReferences);
  if (taken.length > 0) request.references = taken;
  if (given.pictureSeed !== undefined && capabilities.seed) request.seed = given.pictureSeed;
  const fields = ['aspectRatio', 'quality', 'format', 'count'] as const;
  const adjusted: Extract<GeneratorOrder, { kind: 'generate' }>['adjusted'] = fields.filter(
    (field) => request[field] !== wanted[field],
  );
  if (preview.negative !== '' && !capabilities.negativePrompt) adjusted.push('negativePrompt');
  if (references.length > capabilities.maxReferences) adjusted.push('references');
  return { kind: 'generate', request: ImageRequest.parse(request), overlay, adjusted };
}

/** Turns that tell whether a form holds variants: that two of them fall alike so often is one chance in 4,096. */
const LOOKED_AT = 12;

/** The prompts of the pictures; one where nothing is drawn, or where a text that all share would be another with each. */
function drawnPrompts(previewAt: (turn: number) => GeneratorPreview, count: number): string[] {
  const first = previewAt(0);
  const turns = Array.from({ length: LOOKED_AT }, (_, index) => index + 1);
  const isDrawn = count > 1 && turns.some((turn) => previewAt(turn).prompt !== first.prompt);
  if (!isDrawn) return [first.prompt];
  const drawn = drawEach(count, previewAt, ({ prompt }) => prompt);
  const overlay = JSON.stringify(first.overlay);
  const broken = drawn.find(({ problems }) => problems.length > 0);
  if (broken) throw unfit(broken.problems);
  const isShared = drawn.every((one) => JSON.stringify(one.overlay) === overlay);
  return isShared ? drawn.map(({ prompt }) => prompt) : [first.prompt];
}

function unfit(problems: GeneratorPreview['problems']): AtelierError {
  const [first] = problems;
  return new AtelierError('invalid_input', 'The form is not ready.', {
    field: first?.field ?? 'prompt',
    reason: first?.code,
    problems,
  });
}

/** The model that was asked for, else the one that does most of what the generator would like; ties go by position. */
function pickModel({ order }: Generator, wishes: OrderWishes, models: readonly Model[]): Model {
  const named = models.find((model) => model.id === wishes.model);
  const ratio = wishes.aspectRatio ?? order.aspectRatio;
  function worth({ isAi, capabilities }: Model): number {
    const has = { ai: isAi, seed: capabilities.seed, negativePrompt: capabilities.negativePrompt };
    const wished = order.prefers.map((wish, index) => (has[wish] ? 2 ** (3 - index) : 0));
    return wished.reduce((sum, one) => sum + one, capabilities.sizes[ratio] ? 16 : 0);
  }
  const best = models
    .toSorted((a, b) => worth(b) - worth(a) || a.position - b.position)
    .find(() => wishes.model === undefined);
  const model = named ?? best;
  if (!model) {
    throw new AtelierError('model_unavailable', 'There is no such model here.', {
      model: wishes.model,
    });
  }
  return model;
}

function nearestRatio(wanted: AspectRatio, { capabilities }: Model): AspectRatio {
  const offered = ASPECT_RATIOS.filter((ratio) => capabilities.sizes[ratio]);
  // By the logarithm, so that 16:9 is as far from 1:1 as 9:16 is.
  const shape = (ratio: AspectRatio) => {
    const [width = 1, height = 1] = ratio.split(':').map(Number);
    return Math.log(width / height);
  };
  const away = (ratio: AspectRatio) => Math.abs(shape(ratio) - shape(wanted));
  return offered.toSorted((a, b) => away(a) - away(b))[0] ?? wanted;
}

/** The wanted one if it is offered, else the first that is. */
function oneOf<T>(wanted: T, offered: readonly T[]): T {
  return offered.includes(wanted) ? wanted : (offered[0] ?? wanted);
}
