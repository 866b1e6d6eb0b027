import { z } from 'zod';
import { Prompt } from '../orders.ts';
import { Id } from '../primitives.ts';

export const ContentMode = z.enum(['sfw', 'nsfw']);

/** How a prompt is worked on: a preset's strategy (`enhancement_presets`), or into English, which needs none. */
const Strategy = z.enum(['polish', 'detail', 'cinematic', 'minimal', 'translate']);

/** POST /functions/v1/enhance-prompt */
export const EnhancePromptBody = z.object({
  prompt: Prompt,
  jobType: z.enum(['image', 'video']).default('image'),
  /** The model the prompt is for, as `api_models` names it: its own template is preferred. */
  model: z.string().min(1).max(200).optional(),
  strategy: Strategy.default('detail'),
  contentMode: ContentMode.default('sfw'),
});

export const EnhancePromptAnswer = z.object({
  originalPrompt: z.string(),
  prompt: z.string(),
  strategy: Strategy,
  /** What it was made as: `nsfw` also where its own words say so. */
  contentMode: ContentMode,
  template: z.string(),
  /** The model that wrote it. */
  model: z.string(),
  /** The same question was answered less than 15 minutes ago. */
  cached: z.boolean(),
  milliseconds: z.int().min(0),
});
export type EnhancePromptAnswer = z.infer<typeof EnhancePromptAnswer>;

/** POST /functions/v1/get-negative-prompt */
export const NegativePromptBody = z.object({
  modelType: z.enum(['sdxl', 'rv51', 'replicate-sdxl', 'chat']),
  contentMode: ContentMode.default('sfw'),
  /** `i2i` has a short list of its own, so that an edit is not fought. */
  generationMode: z.enum(['txt2img', 'i2i']).default('txt2img'),
});

export const NegativePromptAnswer = z.object({ negativePrompt: z.string(), cached: z.boolean() });
export type NegativePromptAnswer = z.infer<typeof NegativePromptAnswer>;

/** POST /functions/v1/refresh-prompt-cache: how many templates and texts this instance forgot. */
export const RefreshPromptCacheAnswer = z.object({ forgotten: z.int().min(0) });
export type RefreshPromptCacheAnswer = z.infer<typeof RefreshPromptCacheAnswer>;

/** POST /functions/v1/prompt-recommendations */
export const RecommendationsBody = z.object({
  prompt: Prompt,
  limit: z.int().min(1).max(20).default(5),
  /** Asks a model for what the kept suggestions lack. */
  fresh: z.boolean().default(false),
});

export const Recommendation = z.object({
  id: Id,
  suggestedPrompt: z.string(),
  source: z.enum(['history', 'vision', 'community', 'ai']),
  confidence: z.number().min(0).max(1),
});
export const RecommendationsAnswer = z.object({ recommendations: z.array(Recommendation) });
export type RecommendationsAnswer = z.infer<typeof RecommendationsAnswer>;
