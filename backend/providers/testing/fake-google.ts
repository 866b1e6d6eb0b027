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

const Picture = z.strictObject({ bytesBase64Encoded: z.base64(), mimeType: z.string() });
/** PredictLongRunningRequest as Veo takes it (https://ai.google.dev/gemini-api/docs/video). */
const FilmRequest = z.strictObject({
  instances: z
    .array(
      z.strictObject({
        prompt: z.string().min(1),
        image: Picture.optional(),
        lastFrame: Picture.optional(),
      }),
    )
    .length(1),
  parameters: z.strictObject({
    sampleCount: z.literal(1),
    aspectRatio: z.enum(['16:9', '9:16']),
    resolution: z.enum(['720p', '1080p', '4k']),
    durationSeconds: z.union([z.literal(4), z.literal(6), z.literal(8)]),
    negativePrompt: z.string().optional(),
    personGeneration: z.string().optional(),
  }),
});

interface FakeOperation {
  looks: number;
  body: unknown;
}

/** The head of an MP4 and nothing more: enough to be taken for one. */
const FILM = Buffer.from('\0\0\0\u0018ftypmp42\0\0\0\0mp42isom', 'latin1');

export interface FakeGoogle extends FakeServer {
  /** For `baseUrl` of the provider. */
  readonly baseUrl: string;
  readonly key: string;
  /** Answers the next requests, in order, instead of the usual answer. */
  readonly script: Scripted[];
  readonly operations: Map<string, FakeOperation>;
  /** How the next films go. */
  readonly plan: {
    /** Looks until one is done; Infinity: it never is. */
    looks: number;
    /** Instead of a film. */
    ending?: object;
  };
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
  const operations: FakeGoogle['operations'] = new Map();
  const plan: FakeGoogle['plan'] = { looks: 2 };
  let base = '';
  const server = await startFakeServer(async (request) => {
    const next = script.shift();
    if (next) return next;
    if (request.headers['x-goog-api-key'] !== key) {
      return googleError(400, 'INVALID_ARGUMENT', `API key not valid: ${key}`, [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
      ]);
    }
    if (/^\/v1beta\/models\/[^/]+:generateContent$/.test(request.path)) return draw(request);
    const model = /^\/v1beta\/(models\/[^/]+):predictLongRunning$/.exec(request.path)?.[1];
    if (model !== undefined) return begin(model, request);
    if (request.path === '/v1beta/files/film:download') return { status: 200, body: FILM };
    const name = request.path.slice('/v1beta/'.length);
    const operation = operations.get(name);
    if (operation) return look(name, operation);
    return googleError(404, 'NOT_FOUND', `${request.path} is not found.`);
  });
  base = server.url;

  function begin(model: string, { body }: Received): Scripted {
    const parsed = FilmRequest.safeParse(body);
    if (!parsed.success) return googleError(400, 'INVALID_ARGUMENT', parsed.error.message);
    const name = `${model}/operations/o${operations.size + 1}`;
    operations.set(name, { looks: 0, body });
    return { status: 200, body: { name } };
  }

  function look(name: string, operation: FakeOperation): Scripted {
    operation.looks += 1;
    if (operation.looks < plan.looks) return { status: 200, body: { name } };
    const uri = `${base}/v1beta/files/film:download?alt=media`;
    const film = {
      response: { generateVideoResponse: { generatedSamples: [{ video: { uri } }] } },
    };
    return { status: 200, body: { name, done: true, ...(plan.ending ?? film) } };
  }

  return { ...server, baseUrl: base, key, script, operations, plan };
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
