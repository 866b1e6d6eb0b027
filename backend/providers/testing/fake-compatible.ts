import { z } from 'zod';
import { openAIError } from './fake-openai.ts';
import { type FakeServer, type Received, type Scripted, startFakeServer } from './fake-server.ts';
import { testPicture } from './test-picture.ts';

/** What LocalAI's images endpoint takes (https://localai.io/features/image-generation/). */
const ImageRequest = z.looseObject({
  model: z.string(),
  prompt: z.string().min(1),
  n: z.int().min(1),
  size: z.string().regex(/^\d+x\d+$/),
  response_format: z.enum(['url', 'b64_json']),
});

export interface FakeCompatible extends FakeServer {
  readonly baseUrl: string;
  /** Null where the server asks for none. */
  key: string | null;
  readonly script: Scripted[];
  /** How pictures are answered: in the answer, as an address there, or without the server's name in it. */
  deliver: 'bytes' | 'address' | 'path';
}

/** A server of a creator's own, as LocalAI answers. */
export async function startFakeCompatible(): Promise<FakeCompatible> {
  const script: Scripted[] = [];
  const state: Pick<FakeCompatible, 'key' | 'deliver'> = { key: null, deliver: 'bytes' };
  const server = await startFakeServer(async (request) => {
    const next = script.shift();
    if (next) return next;
    if (request.path.startsWith('/generated-images/')) {
      const body = await testPicture(96, 64, 'png');
      return { status: 200, headers: { 'content-type': 'image/png' }, body };
    }
    if (fake.key !== null && request.headers.authorization !== `Bearer ${fake.key}`) {
      return openAIError(401, null, 'An authentication key is required');
    }
    return draw(request);
  });

  async function draw({ path, body }: Received): Promise<Scripted> {
    if (path === '/v1/models') {
      return {
        status: 200,
        body: { object: 'list', data: [{ id: 'flux.1-dev' }, { id: 'llama' }] },
      };
    }
    if (path !== '/v1/images/generations') return openAIError(404, null, 'Not found');
    const parsed = ImageRequest.safeParse(body);
    if (!parsed.success) return openAIError(400, null, parsed.error.message);
    const name = '/generated-images/b64.png';
    const bytes = await testPicture(96, 64, 'png');
    const data = {
      bytes: { b64_json: Buffer.from(bytes).toString('base64') },
      address: { url: `${server.url}${name}` },
      path: { url: name },
    }[fake.deliver];
    return {
      status: 200,
      body: { created: 1, id: 'i', data: [{ embedding: null, index: 0, ...data }] },
    };
  }

  const fake = Object.assign(state, server, { baseUrl: `${server.url}/v1`, script });
  return fake;
}
