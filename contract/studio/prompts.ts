import { oc } from '@orpc/contract';
import { z } from 'zod';
import {
  EnhancePromptAnswer,
  EnhancePromptBody,
  RecommendationsAnswer,
} from '../functions/prompts.ts';
import { CarouselSlidesAnswer, CarouselSlidesBody } from '../functions/slides.ts';
import { Prompt } from '../orders.ts';
import { Id, Instant, Page, paged } from '../primitives.ts';
import { MAX_PROMPT_LENGTH, Seed } from '../recipe.ts';
import { TokenSet } from '../tokens/names.ts';

/** A prompt that was sent or kept. */
export const PromptEntry = z.object({
  prompt: z.string(),
  negativePrompt: z.string(),
  /** Of the row that keeps it as a favourite; null where it is none. */
  favoriteId: Id.nullable(),
  /** Orders made with these words. */
  uses: z.int().min(0),
  lastUsedAt: Instant,
});
export type PromptEntry = z.infer<typeof PromptEntry>;

/** Another prompt about the same: of one's own, or one that its maker made public. */
export const PromptSuggestion = z.object({
  prompt: z.string(),
  negativePrompt: z.string(),
  source: z.enum(['history', 'library', 'community']),
  /** How much alike the words of both are. */
  confidence: z.number().min(0).max(1),
  /** Orders made with these words; of the community, how often others took them. */
  uses: z.int().min(0),
});
export type PromptSuggestion = z.infer<typeof PromptSuggestion>;

const PART_IDS = ['subject', 'style', 'light', 'camera', 'quality'] as const;

export const EnhancedPrompt = z.object({
  /** With every part. It begins with the prompt as it was written. */
  prompt: z.string(),
  parts: z.array(
    z.object({
      id: z.enum(PART_IDS),
      text: z.string(),
      why: z.object({ en: z.string(), fr: z.string() }),
    }),
  ),
  /** Why a part that is missing was not added. */
  left: z.array(z.object({ id: z.enum(PART_IDS), why: z.enum(['no_room', 'closed_syntax']) })),
});
export type EnhancedPrompt = z.infer<typeof EnhancedPrompt>;

export const prompts = {
  /** Newest first; with words to search for, those that hold all of them. */
  history: oc
    .input(
      Page.extend({
        search: z.string().max(200).default(''),
        favorites: z.boolean().default(false),
      }),
    )
    .output(paged(PromptEntry)),
  favorite: oc
    .input(z.object({ prompt: Prompt, negativePrompt: z.string().max(MAX_PROMPT_LENGTH) }))
    .output(z.object({ id: Id })),
  unfavorite: oc.input(z.object({ id: Id })).output(z.void()),
  /** By rules and phrases, on this machine. One prompt and seed give one answer. */
  enhance: oc
    .input(z.object({ prompt: z.string().max(MAX_PROMPT_LENGTH), seed: Seed.default(0) }))
    .output(EnhancedPrompt),
  /**
   * By the backend's chat model. Errors: `not_available` where it has none, `offline`, `content_refused`,
   * `provider_key_missing`.
   */
  rewrite: oc.input(EnhancePromptBody).output(EnhancePromptAnswer),
  /** A topic as slides, by the backend's chat model: one question. Errors: as of `rewrite`, `provider_answer_invalid`. */
  planSlides: oc.input(CarouselSlidesBody).output(CarouselSlidesAnswer),
  /** Similar prompts of the history and the library, best first. On this machine. */
  suggest: oc
    .input(
      z.object({
        prompt: z.string().max(MAX_PROMPT_LENGTH),
        limit: z.int().min(1).max(50).default(12),
      }),
    )
    .output(z.array(PromptSuggestion)),
  /** Similar ones that others made public, best first. Errors: `offline` and the like. */
  community: oc
    .input(
      z.object({
        prompt: z.string().max(MAX_PROMPT_LENGTH),
        limit: z.int().min(1).max(50).default(12),
      }),
    )
    .output(z.array(PromptSuggestion)),
  /** One was taken, which counts on the backend; without a network it does not. */
  taken: oc
    .input(
      z.object({
        prompt: Prompt,
        suggested: Prompt,
        source: z.enum(['history', 'vision', 'community', 'ai']),
        confidence: z.number().min(0).max(1),
      }),
    )
    .output(z.void()),
  /** Others' that worked, and new ones by the backend's chat model: one question. Errors: as of `rewrite`. */
  recommend: oc.input(z.object({ prompt: Prompt })).output(RecommendationsAnswer),
};

/** A named set of what stands for `[FIRSTNAME]` and the like. */
export const SavedTokenSet = z.object({
  id: Id,
  name: z.string(),
  tokens: TokenSet,
  /** Taken where none was chosen. At most one is. */
  isDefault: z.boolean(),
  createdAt: Instant,
});
export type SavedTokenSet = z.infer<typeof SavedTokenSet>;

const TokenSetFields = z.object({
  name: z.string().trim().min(1).max(120),
  tokens: TokenSet,
  isDefault: z.boolean().default(false),
});

export const tokens = {
  /** By name. */
  list: oc.output(z.array(SavedTokenSet)),
  /** Without an id it makes one; with the id of one that was removed it brings it back. */
  save: oc.input(TokenSetFields.extend({ id: Id.optional() })).output(SavedTokenSet),
  remove: oc.input(z.object({ id: Id })).output(z.void()),
  /** Wildcard files of `DATA/wildcards`: the name without `.txt`, folders with `/`. */
  wildcards: oc.output(z.record(z.string(), z.array(z.string()))),
};
