import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { type ImageFormat, isImageFormat } from '../../contract/media.ts';
import type { AspectRatio, Quality, Size } from '../../contract/models.ts';
import type { ImageRequest, Lora, Variants } from '../../contract/orders.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { escapeText, parseText, unescapeText } from '../../contract/tokens/syntax.ts';

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
  /** Numbers that some models take; a model's own where one is absent. */
  steps?: number | undefined;
  guidance?: number | undefined;
  outputQuality?: number | undefined;
  /** As typed. Absent: what the model has for the ratio. */
  size?: { readonly width: string; readonly height: string } | undefined;
  loras?: readonly Lora[] | undefined;
  /** All pictures take the seed as it is; else each next one the number after. */
  keepsSeed?: boolean | undefined;
  /** Variants are drawn once for all pictures of an order, not anew for each. */
  drawsOnce?: boolean | undefined;
  /** Variants that are made of each order by themselves; none of them where it is absent. */
  variants?: Variants | undefined;
  /** The template that it was filled in from, for as long as its words stand. */
  template?: { readonly id: string; readonly prompt: string } | undefined;
}

/** All of a recipe, all but its seed, or what it says in words. */
export type RecalledPart = 'all' | 'newSeed' | 'prompt';

interface PromptState {
  draft: PromptDraft;
  /** The bar shall take the focus as soon as it stands; it then says so by `focusTaken`. */
  wantsFocus: boolean;
  set: (patch: Partial<PromptDraft>) => void;
  /** Writes a recipe, or a part of it, into the bar and asks for the focus. */
  recall: (recipe: Recipe, part: RecalledPart) => void;
  /** Writes what an order was made from into the bar, its variants as they were written, and asks for the focus. */
  recallOrder: (request: ImageRequest) => void;
  requestFocus: () => void;
  focusTaken: () => void;
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
      wantsFocus: false,
      set: (patch) => set(({ draft }) => ({ draft: { ...draft, ...patch } })),
      recall: (recipe, part) =>
        set(({ draft }) => ({ draft: recalled(draft, recipe, part), wantsFocus: true })),
      recallOrder: (request) =>
        set(({ draft }) => ({ draft: reopened(draft, request), wantsFocus: true })),
      requestFocus: () => set({ wantsFocus: true }),
      focusTaken: () => set({ wantsFocus: false }),
    }),
    {
      name: 'atelier.prompt',
      version: 1,
      partialize: ({ draft }) => ({ draft }),
    },
  ),
);

/** The draft that makes the picture of a recipe again. With its seed one picture is asked for: that one. */
export function recalled(draft: PromptDraft, recipe: Recipe, part: RecalledPart): PromptDraft {
  // What was drawn is drawn no more: the words are those of that picture.
  const prompt = isPlain(recipe.prompt) ? recipe.prompt : escapeText(recipe.prompt);
  const text = { prompt, negativePrompt: recipe.negativePrompt ?? '' };
  if (part === 'prompt') return { ...draft, ...text };
  const withSeed = part === 'all' && recipe.seed !== undefined;
  return {
    ...text,
    model: recipe.model,
    aspectRatio: recipe.aspectRatio,
    quality: recipe.quality,
    format: isImageFormat(recipe.format) ? recipe.format : draft.format,
    seed: withSeed ? String(recipe.seed) : '',
    count: withSeed ? 1 : draft.count,
    ...numbersOf(recipe),
    ...(hasOwnShape(recipe) && { size: typed(recipe.size) }),
    ...(recipe.loras && recipe.loras.length > 0 && { loras: recipe.loras }),
    ...(draft.drawsOnce !== undefined && { drawsOnce: draft.drawsOnce }),
    ...(draft.variants && { variants: draft.variants }),
  };
}

/** The draft that orders the same again, drawn anew. */
function reopened(draft: PromptDraft, request: ImageRequest): PromptDraft {
  const { madeWith, prompt, negativePrompt = '', model, aspectRatio, count, format } = request;
  return {
    ...draft,
    prompt: madeWith?.words ?? prompt,
    negativePrompt,
    model,
    aspectRatio,
    count,
    format,
    quality: request.quality,
    seed: '',
    steps: request.steps,
    guidance: request.guidance,
    outputQuality: request.outputQuality,
    size: request.size && typed(request.size),
    loras: request.loras,
    template: undefined,
  };
}

function numbersOf({ steps, guidance, outputQuality }: Recipe): Partial<PromptDraft> {
  return {
    ...(steps !== undefined && { steps }),
    ...(guidance !== undefined && { guidance }),
    ...(outputQuality !== undefined && { outputQuality }),
  };
}

const typed = ({ width, height }: Size) => ({ width: String(width), height: String(height) });

/** A recipe says how large the picture is, not who chose that: one of another shape than its ratio was asked for. */
function hasOwnShape({ size, aspectRatio }: Recipe): boolean {
  const [width = 1, height = 1] = aspectRatio.split(':').map(Number);
  return Math.abs(Math.log((size.width * height) / (size.height * width))) > SAME_SHAPE;
}

/** Sizes are whole steps of pixels: none is of its ratio to the dot. */
const SAME_SHAPE = 0.05;

function isPlain(text: string): boolean {
  return parseText(text).nodes.every(({ kind }) => kind === 'text') && unescapeText(text) === text;
}
