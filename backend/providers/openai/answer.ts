import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';

/** The part of `ImagesResponse` that is used (https://platform.openai.com/docs/api-reference/images/object). */
const ImagesAnswer = z.object({
  data: z
    .array(z.object({ b64_json: z.string().min(1) }))
    .min(1)
    .max(10),
  usage: z.object({ input_tokens: z.number().min(0), output_tokens: z.number().min(0) }).nullish(),
});

export interface ReadAnswer {
  images: Uint8Array[];
  costUsd?: number;
}

/** @throws AtelierError `provider_answer_invalid` for anything but a list of pictures */
export function readAnswer(
  answer: unknown,
  usdPerMillion: { textIn: number; imageOut: number },
): ReadAnswer {
  const parsed = ImagesAnswer.safeParse(answer);
  if (!parsed.success) {
    throw new AtelierError(
      'provider_answer_invalid',
      'OpenAI answered something other than pictures.',
      undefined,
      parsed.error,
    );
  }
  const { data, usage } = parsed.data;
  const images = data.map(({ b64_json }) => new Uint8Array(Buffer.from(b64_json, 'base64')));
  if (!usage) return { images };
  const { textIn, imageOut } = usdPerMillion;
  return {
    images,
    costUsd: (usage.input_tokens * textIn + usage.output_tokens * imageOut) / 1_000_000,
  };
}
