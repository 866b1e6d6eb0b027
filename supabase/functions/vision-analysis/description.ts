import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { VisionResult } from '../../../contract/functions/pictures.ts';

/** Words, each once, as many as are kept; what is none is left out. */
const words = (most: number) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((list) => {
      const texts = list.filter((one) => typeof one === 'string').map((one) => one.trim());
      const short = texts.filter((one) => one !== '' && one.length <= 100);
      return [...new Map(short.map((one) => [one.toLowerCase(), one])).values()].slice(0, most);
    });

/** As models write it: only the description has to be there, since the answer was paid for. */
const Said = z.object({
  description: z
    .string()
    .trim()
    .min(1)
    .transform((text) => text.slice(0, 4_000)),
  labels: words(100),
  styleTags: words(50),
  dominantColors: words(16).transform((list) =>
    list.filter((color) => /^#[0-9a-f]{6}$/i.test(color)),
  ),
  nsfwScore: z.number().min(0).max(1).optional().catch(undefined),
  prompt: z.string().max(4_000).optional().catch(undefined),
});

/** Reads what a vision model said of a picture, with or without a fence or words around the JSON. */
export function readDescription(text: string): VisionResult {
  try {
    const said = Said.parse(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)));
    return VisionResult.parse(said);
  } catch (error) {
    const message = 'The model did not describe the picture as it was asked to.';
    throw new AtelierError('provider_answer_invalid', message, undefined, error);
  }
}
