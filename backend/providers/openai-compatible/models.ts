import type { OwnModel } from '../own-model.ts';
import { MEGAPIXEL } from '../own-model.ts';

/** A list of models tells nothing but names; these draw. */
const DRAWS =
  /flux|diffusion|sdxl?\b|\bsd[\d.-]|dall-?e|dreamshaper|imag(e|ine)|z-image|kandinsky|pixart/i;
const WORDS = /vision|caption|embed|\bvl\b|-vl-|llava/i;

/** The models of a creator's server that draw, as rows of `api_models`, by the names that it lists. Pure. */
export function modelsOf(names: readonly string[]): OwnModel[] {
  return names
    .filter((name) => DRAWS.test(name) && !WORDS.test(name))
    .map((name) => ({
      vendorModel: name,
      name,
      capabilities: {
        sizes: MEGAPIXEL,
        qualities: ['standard'],
        formats: ['webp', 'png', 'jpeg'],
        seed: false,
        negativePrompt: false,
        maxCount: 4,
        maxPromptLength: 2_000,
      },
      parameters: {},
    }));
}
