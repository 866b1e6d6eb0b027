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
  /** Set while others do not see it though it was public: reported by several, or taken down for this reason. */
  hidden: z.object({ reason: z.string().max(1_000).nullable() }).nullable(),
  /** Orders that were made with it. */
  uses: z.int().min(0),
  createdAt: Instant,
});
export type Template = z.infer<typeof Template>;

/** A small picture in words: what others see of a template's preview. Only ever shown as a picture. */
export const TemplateThumbnail = z
  .string()
  .max(48_000)
  .regex(/^data:image\/webp;base64,[A-Za-z0-9+/]+={0,2}$/);

/** What somebody else made public. All of it is text from outside, and shown as text. */
export const CommunityTemplate = TemplateFields.omit({ isPublic: true, preview: true }).extend({
  id: Id,
  thumbnail: TemplateThumbnail.nullable(),
  /** Runs of others with it. */
  uses: z.int().min(0),
  /** The name that its maker goes by; null for one without. */
  author: z.string().max(200).nullable(),
  createdAt: Instant,
});
export type CommunityTemplate = z.infer<typeof CommunityTemplate>;

export const ReportReason = z.enum(['spam', 'explicit', 'rights', 'harm', 'other']);
export type ReportReason = z.infer<typeof ReportReason>;

/** What was told of and not decided yet. Who told is not said. */
export const ReportedTemplate = CommunityTemplate.extend({
  /** Nobody but its maker sees it until it is decided. */
  isHidden: z.boolean(),
  /** Of all reports; the newest are listed. */
  reportCount: z.int().min(1),
  reports: z.array(z.object({ reason: ReportReason, note: z.string().max(1_000), at: Instant })),
});
export type ReportedTemplate = z.infer<typeof ReportedTemplate>;

export const ReportedPage = z.object({
  /** The one who is signed in is an admin of this server; else nothing is listed. */
  mayDecide: z.boolean(),
  total: z.int().min(0),
  items: z.array(ReportedTemplate),
});
export type ReportedPage = z.infer<typeof ReportedPage>;

/** What others made public, found by words and category. */
export const CommunityPage = z.object({
  items: z.array(CommunityTemplate),
  /** Of all that is found; categories of what the words find. */
  total: z.int().min(0),
  categories: z.array(z.object({ name: Category, count: z.int() })),
  /** Set where the backend does not answer: this is what was known then. */
  asOf: Instant.nullable(),
});
export type CommunityPage = z.infer<typeof CommunityPage>;

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
  /**
   * What others made public, most used first. Without a network what was seen before, and `asOf` says so. Errors:
   * `offline` and the like where nothing was seen yet.
   */
  community: oc
    .input(
      z.object({
        search: z.string().max(200).default(''),
        category: Category.nullable().default(null),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(200).default(60),
      }),
    )
    .output(CommunityPage),
  /** Takes a copy of one's own, private at first. Errors: `not_found` for one that was never seen. */
  copy: oc.input(z.object({ id: Id })).output(Template),
  /** Tells of one that should not be public; it is not shown here again. Errors: `offline`, `not_found`. */
  report: oc
    .input(z.object({ id: Id, reason: ReportReason, note: z.string().max(1_000).default('') }))
    .output(z.void()),
  /** What was told of, for admins: hidden ones first, then those most told of. Errors: `offline` and the like. */
  reported: oc.input(z.object({ limit: z.int().min(1).max(200).default(50) })).output(ReportedPage),
  /** An admin's word on all reports of one; who made it is told the reason where it goes. Errors: `forbidden`, `offline`. */
  settle: oc
    .input(
      z.object({ id: Id, stays: z.boolean(), reason: z.string().trim().max(1_000).default('') }),
    )
    .output(z.void()),
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
