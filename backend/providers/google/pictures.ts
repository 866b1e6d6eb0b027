import type { GenerateContentParameters, Part } from '@google/genai';
import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import type { RenderInput, RenderJob } from '../provider.ts';
import type { GoogleParameters } from './parameters.ts';

/** Ends that say no to what was asked, of the prompt or of the picture. */
const REFUSED: ReadonlySet<string> = new Set([
  'SAFETY',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'RECITATION',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
  'MODEL_ARMOR',
  'JAILBREAK',
]);

/** The part of `GenerateContentResponse` that is used (https://ai.google.dev/api/generate-content). */
const Content = z.object({
  candidates: z
    .array(
      z.object({
        finishReason: z.string().optional(),
        content: z
          .object({
            parts: z
              .array(
                z.object({
                  text: z.string().optional(),
                  /** A sketch on the way to the picture. */
                  thought: z.boolean().optional(),
                  inlineData: z.object({ data: z.string().min(1) }).optional(),
                }),
              )
              .default([]),
          })
          .optional(),
      }),
    )
    .max(8)
    .default([]),
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  usageMetadata: z
    .object({
      promptTokenCount: z.number().min(0).default(0),
      candidatesTokenCount: z.number().min(0).default(0),
      thoughtsTokenCount: z.number().min(0).default(0),
    })
    .optional(),
});

export interface Pictures {
  images: Uint8Array[];
  costUsd?: number;
}

/** The pictures to go by stand before the words about them. Pure. */
export function pictureRequest(
  { payload, model }: RenderJob,
  pictures: readonly Pick<RenderInput, 'bytes' | 'mime'>[],
  { imageSizes }: GoogleParameters,
  signal: AbortSignal,
): GenerateContentParameters {
  const imageSize = imageSizes[payload.quality];
  const parts: Part[] = [
    ...pictures.map(({ bytes, mime }) => ({
      inlineData: { mimeType: mime, data: Buffer.from(bytes).toString('base64') },
    })),
    { text: payload.prompt },
  ];
  return {
    model: model.vendorModel,
    contents: [{ role: 'user', parts }],
    config: {
      responseModalities: ['IMAGE'],
      candidateCount: 1,
      imageConfig: {
        aspectRatio: payload.aspectRatio,
        ...(imageSize === undefined ? {} : { imageSize }),
      },
      abortSignal: signal,
    },
  };
}

/** @throws AtelierError `content_refused`, or `provider_answer_invalid` for anything but pictures */
export function readPictures(answer: unknown, { usdPerMillionTokens }: GoogleParameters): Pictures {
  const parsed = Content.safeParse(answer);
  if (!parsed.success)
    throw invalid('Google answered something other than pictures.', parsed.error);
  const { candidates, promptFeedback, usageMetadata } = parsed.data;
  const parts = candidates.flatMap(({ content }) => content?.parts ?? []);
  const images = parts.flatMap(({ inlineData, thought }) =>
    inlineData && thought !== true ? [new Uint8Array(Buffer.from(inlineData.data, 'base64'))] : [],
  );
  if (images.length === 0) {
    const reasons = [promptFeedback?.blockReason, ...candidates.map((each) => each.finishReason)];
    const refused = reasons.find((reason) => reason !== undefined && REFUSED.has(reason));
    const words = parts
      .flatMap(({ text }) => text ?? [])
      .join(' ')
      .slice(0, 500);
    if (refused !== undefined) {
      const message = words || 'Google refused this prompt.';
      throw new AtelierError('content_refused', message, { reason: refused });
    }
    throw invalid(words ? `Google answered words: ${words}` : 'Google answered no picture.');
  }
  if (!usageMetadata || !usdPerMillionTokens) return { images };
  const { textIn, imageOut } = usdPerMillionTokens;
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount } = usageMetadata;
  const out = candidatesTokenCount + thoughtsTokenCount;
  return { images, costUsd: (promptTokenCount * textIn + out * imageOut) / 1_000_000 };
}

function invalid(message: string, cause?: unknown): AtelierError {
  return new AtelierError('provider_answer_invalid', message, undefined, cause);
}
