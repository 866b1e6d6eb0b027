import { oc } from '@orpc/contract';
import { z } from 'zod';
import { LibraryAsset } from '../assets.ts';
import { GeneratorPreview } from '../generator-prompt.ts';
import { FieldValues, Generator, OverlayText } from '../generators.ts';
import { ImageFormat } from '../media.ts';
import { AspectRatio, Quality } from '../models.ts';
import { ImageRequest } from '../orders.ts';
import { Sha256 } from '../primitives.ts';
import { Seed } from '../recipe.ts';
import { TokenSet } from '../tokens/names.ts';

const GeneratorId = Generator.shape.id;

/** Where a generator's file lies: in the program, or in `DATA/generators`. */
export const GeneratorSource = z.enum(['built_in', 'own']);
export type GeneratorSource = z.infer<typeof GeneratorSource>;

export const GeneratorShelf = z.object({
  generators: z.array(Generator.extend({ source: GeneratorSource })),
  /** Files that are no generator, with the reasons; all others work. */
  refused: z.array(
    z.object({ file: z.string(), source: GeneratorSource, reasons: z.array(z.string()).min(1) }),
  ),
});
export type GeneratorShelf = z.infer<typeof GeneratorShelf>;

const Wildcards = z.record(z.string().max(80), z.array(z.string().max(2_000)).max(10_000));

/** Answers to a form, with what fills and draws them. */
const Answers = z.object({
  id: GeneratorId,
  values: FieldValues,
  tokens: TokenSet.default([]),
  wildcards: Wildcards.default({}),
  /** What variants are drawn by. */
  seed: Seed.default(0),
});

/** What the creator chose beside the form; absent: what the generator and the models make of it. */
const OrderWishes = z
  .object({
    model: ImageRequest.shape.model,
    aspectRatio: AspectRatio,
    quality: Quality,
    format: ImageFormat,
    count: z.int().min(1).max(10),
  })
  .partial();

export const GeneratorOrder = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('generate'),
    /** What `generate.create` takes. */
    request: ImageRequest,
    overlay: z.array(OverlayText),
    /** Where the model cannot do what was asked for, and the nearest was taken. */
    adjusted: z.array(
      z.enum(['aspectRatio', 'quality', 'format', 'count', 'negativePrompt', 'references']),
    ),
  }),
  /** Nothing is generated: the texts are laid on a picture that is here. */
  z.object({ kind: z.literal('compose'), picture: Sha256, overlay: z.array(OverlayText) }),
]);
export type GeneratorOrder = z.infer<typeof GeneratorOrder>;

export const generators = {
  /** In the order of the program's own, then the creator's, each by id. */
  list: oc.output(GeneratorShelf),
  preview: oc.input(Answers).output(GeneratorPreview.extend({ order: Generator.shape.order })),
  /**
   * Errors: `not_found`; `invalid_input` with `details.problems`, by field; `model_unavailable`; `not_available`
   * where the generator makes what is not made here.
   */
  order: oc
    .input(Answers.extend({ wishes: OrderWishes.default({}), pictureSeed: Seed.optional() }))
    .output(GeneratorOrder),
  /**
   * Lays texts on a picture that is here, and keeps the outcome in the library. The picture stays as it is, and the
   * texts stand in the recipe. Errors: `file_missing` where it cannot be had, `unsupported_media` for a video.
   */
  compose: oc
    .input(z.object({ picture: Sha256, overlay: z.array(OverlayText).min(1).max(6) }))
    .output(LibraryAsset),
};
