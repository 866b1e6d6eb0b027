import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { ImageFormat } from '../../contract/media.ts';
import type { AspectRatio, Quality } from '../../contract/models.ts';
import type { Recipe } from '../../contract/recipe.ts';

/** What the creator wishes. A model that cannot do a part of it does not change the wish, only the request. */
export interface PromptDraft {
  /** Null until the first words: the screen fills in an example in its language. */
  prompt: string | null;
  negativePrompt: string;
  /** Null: the first model that can be used. */
  model: string | null;
  aspectRatio: AspectRatio;
  count: number;
  /** As typed. Empty: a random seed for each picture. */
  seed: string;
  format: ImageFormat;
  quality: Quality;
}

interface PromptState {
  draft: PromptDraft;
  /** Counts up whenever the bar shall take the focus. */
  focusRequests: number;
  set(patch: Partial<PromptDraft>): void;
  /** Writes a recipe into the bar, with or without its seed, and asks for the focus. */
  recall(recipe: Recipe, options: { seed: boolean }): void;
  requestFocus(): void;
}

export const EMPTY_DRAFT: PromptDraft = {
  prompt: null,
  negativePrompt: '',
  model: null,
  aspectRatio: '1:1',
  count: 4,
  seed: '',
  format: 'webp',
  quality: 'standard',
};

export const usePrompt = create<PromptState>()(
  persist(
    (set) => ({
      draft: EMPTY_DRAFT,
      focusRequests: 0,
      set: (patch) => set(({ draft }) => ({ draft: { ...draft, ...patch } })),
      recall: (recipe, options) =>
        set(({ draft, focusRequests }) => ({
          draft: recalled(draft, recipe, options),
          focusRequests: focusRequests + 1,
        })),
      requestFocus: () => set(({ focusRequests }) => ({ focusRequests: focusRequests + 1 })),
    }),
    {
      name: 'atelier.prompt',
      version: 1,
      partialize: ({ draft }) => ({ draft }),
    },
  ),
);

/** The draft that makes the picture of a recipe again. With its seed one picture is asked for: that one. */
export function recalled(
  draft: PromptDraft,
  recipe: Recipe,
  options: { seed: boolean },
): PromptDraft {
  const withSeed = options.seed && recipe.seed !== undefined;
  return {
    prompt: recipe.prompt,
    negativePrompt: recipe.negativePrompt ?? '',
    model: recipe.model,
    aspectRatio: recipe.aspectRatio,
    quality: recipe.quality,
    format: recipe.format,
    seed: withSeed ? String(recipe.seed) : '',
    count: withSeed ? 1 : draft.count,
  };
}
