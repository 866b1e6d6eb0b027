import { z } from 'zod';
import { EMBEDDING_LENGTH } from '../../../contract/embedding.ts';
import { ImageFormat } from '../../../contract/media.ts';
import { type FakeServer, type Received, type Scripted, startFakeServer } from './fake-server.ts';
import { testPicture } from './test-picture.ts';

/** The part of CreateImageRequest of OpenAI's published schema that gpt-image models take; unknown names are refused. */
const CreateImageRequest = z.strictObject({
  model: z.string(),
  prompt: z.string().min(1).max(32_000),
  n: z.int().min(1).max(10).default(1),
  size: z.string().regex(/^(auto|\d+x\d+)$/),
  quality: z.enum(['low', 'medium', 'high', 'xhigh', 'max', 'auto']),
  output_format: ImageFormat,
  output_compression: z.int().min(0).max(100).optional(),
  moderation: z.enum(['auto', 'low']).optional(),
  background: z.enum(['auto', 'opaque', 'transparent']).optional(),
  safety_identifier: z.string().max(64).optional(),
});

export interface FakeOpenAI extends FakeServer {
  /** For `baseUrl` of the provider. */
  readonly baseUrl: string;
  readonly key: string;
  /** Answers the next requests, in order, instead of the usual answer; one that is promised holds its request. */
  readonly script: (Scripted | Promise<Scripted>)[];
  /** Pictures in each usual answer. */
  count: number;
}

export const openAIError = (
  status: number,
  code: string | null,
  message: string,
  headers: Record<string, string> = {},
): Scripted => ({
  status,
  headers,
  body: { error: { message, type: 'invalid_request_error', param: null, code } },
});

/** POST /v1/images/generations as OpenAI answers it, with real pictures of the size asked for. */
export async function startFakeOpenAI(): Promise<FakeOpenAI> {
  const key = 'sk-fake-0123456789abcdef';
  const script: FakeOpenAI['script'] = [];
  const state = { count: 1 };
  const server = await startFakeServer(async (request) => {
    const next = script.shift();
    if (next) return next;
    if (request.headers.authorization !== `Bearer ${key}`) {
      return openAIError(401, 'invalid_api_key', `Incorrect API key provided: ${key}.`);
    }
    return generate(request, state.count);
  });
  return Object.assign(state, server, { baseUrl: `${server.url}/v1`, key, script });
}

async function generate(request: Received, count: number): Promise<Scripted> {
  if (request.path === '/v1/chat/completions') return see(request.body);
  if (request.path === '/v1/embeddings') return embed(request.body);
  if (request.path === '/v1/images/edits') return edit(request, count);
  if (request.method !== 'POST' || request.path !== '/v1/images/generations') {
    return openAIError(404, null, `Unknown request URL: ${request.method} ${request.path}.`);
  }
  return draw(request.body, count);
}

const ShownPicture = z.object({
  type: z.literal('image_url'),
  image_url: z.object({ url: z.string().startsWith('data:image/') }),
});
const Words = z.object({ type: z.literal('text'), text: z.string().min(1) });

/** The part of CreateChatCompletionRequest that asks what is in a picture, or in frames that words tell of. */
const LookRequest = z.object({
  model: z.string(),
  max_completion_tokens: z.int().min(1),
  response_format: z.object({ type: z.literal('json_object') }),
  messages: z.tuple([
    z.object({ role: z.literal('system'), content: z.string() }),
    z.object({
      role: z.literal('user'),
      content: z.union([z.tuple([ShownPicture]), z.tuple([Words, ShownPicture])]),
    }),
  ]),
});

/** What it says of every picture. */
export const SEEN = {
  description: 'A brass telescope stands by a window.',
  labels: ['telescope', 'window'],
  styleTags: ['still life'],
  dominantColors: ['#b08d57'],
  nsfwScore: 0.01,
};

function see(body: unknown): Scripted {
  const parsed = LookRequest.safeParse(body);
  if (!parsed.success) return openAIError(400, 'invalid_value', parsed.error.message);
  const message = { role: 'assistant', content: JSON.stringify(SEEN), refusal: null };
  return {
    status: 200,
    body: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_790_000_000,
      model: parsed.data.model,
      choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
      usage: { prompt_tokens: 900, completion_tokens: 60, total_tokens: 960 },
    },
  };
}

/** The part of CreateEmbeddingRequest that studios use. */
const EmbeddingRequest = z.strictObject({
  model: z.literal('text-embedding-3-small'),
  input: z.array(z.string().min(1).max(8_000)).min(1).max(2_048),
  encoding_format: z.literal('float'),
});

/** What it takes for the same thing, in another language or another word. */
const MEANS: Readonly<Record<string, string>> = { spyglass: 'telescope', longuevue: 'telescope' };

/** Each word points its own way, and a text where its words do together: the more of them it shares, the nearer. */
function embed(body: unknown): Scripted {
  const parsed = EmbeddingRequest.safeParse(body);
  if (!parsed.success) return openAIError(400, 'invalid_value', parsed.error.message);
  const { model, input } = parsed.data;
  const data = input.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: vectorOf(text.toLowerCase().match(/\p{L}{4,}/gu) ?? ['nothing']),
  }));
  const usage = { prompt_tokens: 8 * input.length, total_tokens: 8 * input.length };
  return { status: 200, body: { object: 'list', model, data, usage } };
}

function vectorOf(words: readonly string[]): number[] {
  const sum = Array.from({ length: EMBEDDING_LENGTH }, () => 0);
  for (const word of words) {
    // As of random directions, which have nothing in common among so many numbers.
    let state = Buffer.from(MEANS[word] ?? word).reduce(
      (hash, byte) => Math.imul(hash ^ byte, 16_777_619),
      2_166_136_261,
    );
    for (let at = 0; at < EMBEDDING_LENGTH; at += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      sum[at] = (sum[at] ?? 0) + state / 2 ** 31;
    }
  }
  const length = Math.hypot(...sum);
  return sum.map((part) => part / length);
}

/** CreateImageEditRequest: the same by multipart, with files. */
async function edit(request: Received, count: number): Promise<Scripted> {
  const type = request.headers['content-type'] ?? '';
  const form = await new Response(request.bytes, { headers: { 'content-type': type } }).formData();
  const files = [...form].filter(([, value]) => value instanceof File);
  const images = files.filter(([name]) => name === 'image[]' || name === 'image');
  const masks = files.filter(([name]) => name === 'mask');
  if (images.length === 0 || images.length > 16 || masks.length > 1) {
    return openAIError(400, 'invalid_value', 'One to sixteen images, at most one mask.');
  }
  const fields = [...form].filter(([name, value]) => !(value instanceof File) && name !== 'image');
  const numbers = new Set(['n', 'output_compression']);
  const body = Object.fromEntries(
    fields.map(([name, value]) => [name, numbers.has(name) ? Number(value) : value]),
  );
  const { input_fidelity: fidelity, ...rest } = body;
  if (fidelity !== undefined && fidelity !== 'low' && fidelity !== 'high') {
    return openAIError(400, 'invalid_value', 'input_fidelity is low or high.');
  }
  return draw(rest, count);
}

async function draw(body: unknown, count: number): Promise<Scripted> {
  const parsed = CreateImageRequest.safeParse(body);
  if (!parsed.success) return openAIError(400, 'invalid_value', parsed.error.message);
  const { size, output_format, quality } = parsed.data;
  const [width = 1024, height = 1024] = size.split('x').map(Number);
  const pictures = await Promise.all(
    Array.from({ length: count }, (_, i) => testPicture(width, height, output_format, i)),
  );
  return {
    status: 200,
    body: {
      created: 1_790_000_000,
      background: 'opaque',
      data: pictures.map((bytes) => ({ b64_json: Buffer.from(bytes).toString('base64') })),
      output_format,
      quality,
      size,
      usage: {
        input_tokens: 50,
        input_tokens_details: { image_tokens: 0, text_tokens: 50 },
        output_tokens: 1_000,
        total_tokens: 1_050,
      },
    },
  };
}
