import { z } from 'zod';
import { ImageFormat } from './media.ts';
import { AspectRatio, Quality } from './models.ts';
import { Sha256 } from './primitives.ts';

/*
 * A generator is one JSON file: a form, and what its answers make. Adding one needs no code. The prompt is in the
 * language of contract/tokens, with the fields as tokens: `[SUBJECT]`, and `[? in [SETTING]]` for what vanishes with an
 * empty field. Prompts are written in English, which every model knows best; what is shown is in both languages.
 */

const words = (most: number) =>
  z.strictObject({ en: z.string().min(1).max(most), fr: z.string().min(1).max(most) });
export const Words = words(200);
export type Words = z.infer<typeof Words>;

/** Also the token of the field in the prompt, whatever the case. */
const FieldId = z.string().regex(/^[a-z](?:_?[a-z0-9]){0,29}$/);
const OptionId = z.string().regex(/^[a-z0-9](?:-?[a-z0-9]){0,39}$/);
const Hex = z.string().regex(/^#[0-9a-f]{6}$/i);

/** When a field is shown; one that is not counts as empty. */
export const Condition = z.union([
  z.strictObject({
    field: FieldId,
    is: z
      .array(z.union([OptionId, z.boolean()]))
      .min(1)
      .max(40),
  }),
  z.strictObject({ field: FieldId, filled: z.boolean() }),
]);
export type Condition = z.infer<typeof Condition>;

const common = {
  id: FieldId,
  label: words(60),
  help: Words.optional(),
  required: z.boolean().default(false),
  showWhen: Condition.optional(),
};

export const FieldOption = z.strictObject({
  id: OptionId,
  label: words(60),
  /** What it is in the prompt; may be nothing. */
  prompt: z.string().max(400),
});
export type FieldOption = z.infer<typeof FieldOption>;

const options = z.array(FieldOption).min(2).max(60);

/** How several are written: `a, b and c`. */
const joined = {
  join: z.string().max(20).default(', '),
  lastJoin: z.string().max(20).default(' and '),
};

const textual = {
  placeholder: Words.optional(),
  default: z.string().max(2_000).optional(),
  /** Written with tokens, `[FIRSTNAME] [LASTNAME]`: taken for an empty field when the set has them all. */
  autofill: z.string().max(200).optional(),
};

export const GeneratorField = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    ...common,
    ...textual,
    maxLength: z.int().min(1).max(500).default(120),
  }),
  z.strictObject({
    kind: z.literal('textarea'),
    ...common,
    ...textual,
    maxLength: z.int().min(1).max(1_500).default(600),
  }),
  z.strictObject({
    kind: z.literal('choice'),
    ...common,
    options,
    default: OptionId.optional(),
  }),
  z.strictObject({
    kind: z.literal('choices'),
    ...common,
    ...joined,
    options,
    min: z.int().min(0).max(60).default(0),
    max: z.int().min(1).max(60).default(60),
    default: z.array(OptionId).max(60).default([]),
  }),
  /** The creator's own entries, such as accessories, with some to pick from. */
  z.strictObject({
    kind: z.literal('list'),
    ...common,
    ...joined,
    suggestions: z.array(words(60)).max(40).default([]),
    max: z.int().min(1).max(20).default(6),
    maxLength: z.int().min(1).max(120).default(60),
  }),
  /** In the prompt it is a colour's name: few models read numbers. */
  z.strictObject({ kind: z.literal('colour'), ...common, default: Hex.optional() }),
  z.strictObject({
    kind: z.literal('number'),
    ...common,
    min: z.number(),
    max: z.number(),
    step: z.number().positive().default(1),
    default: z.number().optional(),
  }),
  z.strictObject({
    kind: z.literal('toggle'),
    ...common,
    /** What it is in the prompt when on, and when off. */
    on: z.string().max(400),
    off: z.string().max(400).default(''),
    default: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('image'),
    ...common,
    /** `reference`: sent to a model that takes one. `source`: the picture that texts are laid on. */
    role: z.enum(['reference', 'source']),
    /** What it is in the prompt when there is one. */
    prompt: z.string().max(400).default(''),
  }),
]);
export type GeneratorField = z.infer<typeof GeneratorField>;

export const FieldValue = z.union([
  z.string().max(4_000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(400)).max(100),
  z.object({ sha256: Sha256 }),
]);
export type FieldValue = z.infer<typeof FieldValue>;

/** By the field's id. Read by own keys only. */
export const FieldValues = z.record(z.string().max(60), FieldValue);
export type FieldValues = z.infer<typeof FieldValues>;

/** Text that is laid on the finished picture on this machine, so that every letter of it is right. */
export const OverlayText = z.strictObject({
  /** In the language of prompts, with the fields as tokens. */
  text: z.string().min(1).max(400),
  position: z.enum(['top', 'centre', 'bottom']),
  look: z.enum(['meme', 'title', 'caption']),
});
export type OverlayText = z.infer<typeof OverlayText>;

export const GENERATOR_CATEGORIES = [
  'art',
  'people',
  'brand',
  'print',
  'fun',
  'design',
  'social',
] as const;

export const Generator = z.strictObject({
  id: z.string().regex(/^[a-z0-9](?:-?[a-z0-9]){0,49}$/),
  /** Counts up when the outcome of the same answers changes. */
  version: z.int().min(1).max(10_000),
  category: z.enum(GENERATOR_CATEGORIES),
  /** A name of Lucide's icons. */
  icon: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+){0,5}$/),
  title: words(60),
  description: words(200),
  help: words(600).optional(),
  makes: z.enum(['image', 'carousel', 'video']),
  fields: z.array(GeneratorField).min(1).max(30),
  prompt: z.string().min(1).max(4_000),
  negative: z.string().max(1_000).default(''),
  order: z.strictObject({
    aspectRatio: AspectRatio,
    quality: Quality.default('standard'),
    format: ImageFormat.default('webp'),
    count: z.int().min(1).max(10).default(1),
    /** What the model should have, the most wanted first; a wish, never a condition. */
    prefers: z
      .array(z.enum(['ai', 'seed', 'negativePrompt']))
      .max(3)
      .default([]),
  }),
  overlay: z.array(OverlayText).max(6).default([]),
  /** Where this holds nothing is generated: the texts are laid on the picture of `picture`. */
  compose: z.strictObject({ when: Condition, picture: FieldId }).optional(),
  /** One full set of answers a language; also its preview, drawn by the draft engine when it is asked for. */
  example: z.strictObject({ en: FieldValues, fr: FieldValues }),
});
export type Generator = z.infer<typeof Generator>;
