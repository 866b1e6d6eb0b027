import { z } from 'zod';
import { ASPECT_RATIOS } from '../../../contract/models.ts';
import { type FakeServer, type Received, type Scripted, startFakeServer } from './fake-server.ts';
import { testPicture } from './test-picture.ts';

/** The part of GenerateContentRequest (https://ai.google.dev/api/generate-content) that pictures take; no other names. */
const GenerateContentRequest = z.strictObject({
  contents: z
    .array(
      z.strictObject({
        role: z.literal('user'),
        parts: z
          .array(
            z.union([
              z.strictObject({ text: z.string().min(1) }),
              z.strictObject({
                inlineData: z.strictObject({ mimeType: z.string(), data: z.base64() }),
              }),
            ]),
          )
          .min(1),
      }),
    )
    .min(1),
  generationConfig: z.strictObject({
    responseModalities: z.array(z.enum(['TEXT', 'IMAGE'])),
    candidateCount: z.literal(1),
    imageConfig: z.strictObject({
      aspectRatio: z.enum([...ASPECT_RATIOS, '4:5', '5:4']),
      imageSize: z.enum(['512', '1K', '2K', '4K']).optional(),
    }),
  }),
});

export interface FakeGoogle extends FakeServer {
  /** For `baseUrl` of the provider. */
  readonly baseUrl: string;
  readonly key: string;
  /** Answers the next requests, in order, instead of the usual answer. */
  readonly script: Scripted[];
}

/** An error as https://google.aip.dev/193 describes it. */
export const googleError = (
  code: number,
  status: string,
  message: string,
  details: object[] = [],
  headers: Record<string, string> = {},
): Scripted => ({ status: code, headers, body: { error: { code, message, status, details } } });

/** The Gemini Developer API as far as pictures go, with real pictures of the ratio asked for. */
export async function startFakeGoogle(): Promise<FakeGoogle> {
  const key = 'AIzaFake0123456789abcdefghijklmnopqrstu';
  const script: Scripted[] = [];
  const server = await startFakeServer(async (request) => {
    const next = script.shift();
    if (next) return next;
    if (request.headers['x-goog-api-key'] !== key) {
      return googleError(400, 'INVALID_ARGUMENT', `API key not valid: ${key}`, [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
      ]);
    }
    if (/^\/v1beta\/models\/[^/]+:generateContent$/.test(request.path)) return draw(request);
    return googleError(404, 'NOT_FOUND', `${request.path} is not found.`);
  });
  return { ...server, baseUrl: server.url, key, script };
}

async function draw({ body }: Received): Promise<Scripted> {
  const parsed = GenerateContentRequest.safeParse(body);
  if (!parsed.success) return googleError(400, 'INVALID_ARGUMENT', parsed.error.message);
  const [w = 1, h = 1] = parsed.data.generationConfig.imageConfig.aspectRatio
    .split(':')
    .map(Number);
  const bytes = await testPicture(Math.round((96 * w) / h), 96, 'png');
  return {
    status: 200,
    body: {
      candidates: [
        {
          content: {
            role: 'model',
            parts: [
              {
                inlineData: { mimeType: 'image/png', data: Buffer.from(bytes).toString('base64') },
              },
            ],
          },
          finishReason: 'STOP',
          index: 0,
        },
      ],
      usageMetadata: { promptTokenCount: 50, candidatesTokenCount: 1_290, totalTokenCount: 1_340 },
      modelVersion: 'gemini-3.1-flash-image',
      responseId: 'r1',
    },
  };
}
