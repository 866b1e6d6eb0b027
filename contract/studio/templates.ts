import { oc } from '@orpc/contract';
import { z } from 'zod';
import { FieldValues, Generator } from '../generators.ts';
import { ImageFormat } from '../media.ts';
import { AspectRatio, Quality } from '../models.ts';
import { Id, Instant, Sha256 } from '../primitives.ts';
import { MAX_PROMPT_LENGTH, Seed } from '../recipe.ts';

/** What stands beside the words, where it was chosen. */
const settings = {
  model: z.string().min(1).max(200),
  aspectRatio: AspectRatio,
  quality: Quality,
  format: ImageFormat,
  count: z.int().min(1).max(10),
};

/** A form as it was filled in: the prompt bar's, or a generator's. */
export const TemplateForm = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('prompt'),
    /** With its tokens and variants as they were written. */
    prompt: z.string().min(1).max(MAX_PROMPT_LENGTH),
    negativePrompt: z.string().max(MAX_PROMPT_LENGTH).default(''),
    seed: Seed.optional(),
    ...z.object(settings).partial().shape,
  }),
  z.object({
    kind: z.literal('generator'),
    generator: Generator.shape.id,
    values: FieldValues,
    ...z.object(settings).partial().shape,
  }),
]);
export type TemplateForm = z.infer<typeof TemplateForm>;

const Name = z.string().trim().min(1).max(120);
const Category = z.string().trim().min(1).max(60);

/** What a creator writes of a template. */
export const TemplateFields = z.object({
  name: Name,
  description: z.string().trim().max(2_000).default(''),
  category: Category.default('other'),
  isPublic: z.boolean().default(false),
  form: TemplateForm,
  /** A picture that it made. */
  preview: Sha256.nullable().default(null),
});
export type TemplateFields = z.infer<typeof TemplateFields>;

export const Template = TemplateFields.extend({
  id: Id,
  /** Orders that were made with it. */
  uses: z.int().min(0),
  createdAt: Instant,
});
export type Template = z.infer<typeof Template>;

export const TEMPLATE_FILES = ['json', 'csv'] as const;

/** A file of templates above this many characters is refused. */
export const MAX_TEMPLATE_FILE = 2_000_000;
export const MAX_TEMPLATES_AT_ONCE = 500;

export const templates = {
  /** Most used first, then by name. */
  list: oc.output(z.array(Template)),
  create: oc.input(TemplateFields).output(Template),
  update: oc.input(TemplateFields.partial().extend({ id: Id })).output(Template),
  /** Answers what was removed, so that it can be brought back. */
  remove: oc.input(z.object({ id: Id })).output(Template),
  restore: oc.input(TemplateFields.extend({ id: Id, createdAt: Instant })).output(Template),
  /** The text of a file: all, or those that are named. */
  exported: oc
    .input(z.object({ ids: z.array(Id).optional(), as: z.enum(TEMPLATE_FILES) }))
    .output(z.string()),
  /** Reads such a file. What does not fit is told by its place in the file, from 1; the rest is added. */
  imported: oc.input(z.object({ text: z.string().max(MAX_TEMPLATE_FILE) })).output(
    z.object({
      added: z.array(Template),
      refused: z.array(z.object({ at: z.int(), reason: z.string() })),
    }),
  ),
};
