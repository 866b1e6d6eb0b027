import { createComfyUI } from '../../backend/providers/comfyui/comfyui.ts';
import { createGoogle } from '../../backend/providers/google/google.ts';
import { createOpenAICompatible } from '../../backend/providers/openai-compatible/openai-compatible.ts';
import { createOpenAI } from '../../backend/providers/openai/openai.ts';
import type {
  ImageProvider,
  RenderAnswer,
  RenderContext,
} from '../../backend/providers/provider.ts';
import { createReplicate } from '../../backend/providers/replicate/replicate.ts';
import { startFakeComfyUI } from '../../backend/providers/testing/fake-comfyui.ts';
import { startFakeCompatible } from '../../backend/providers/testing/fake-compatible.ts';
import { googleError, startFakeGoogle } from '../../backend/providers/testing/fake-google.ts';
import { openAIError, startFakeOpenAI } from '../../backend/providers/testing/fake-openai.ts';
import { startFakeReplicate } from '../../backend/providers/testing/fake-replicate.ts';
import type { FakeServer, Scripted } from '../../backend/providers/testing/fake-server.ts';
import { testContext, testJob } from '../../backend/providers/testing/render-context.ts';
import type { Model } from '../../contract/models.ts';

/** One provider before a server that speaks its vendor's schema, and that vendor's way of every fault. */
export interface ProviderStage {
  server: FakeServer;
  run(over?: Partial<RenderContext>): Promise<RenderAnswer>;
  /** Answers the call that asks for pictures instead of the usual answer. */
  script: (Scripted | Promise<Scripted>)[];
  /** Answers the call that waits for the picture, where that is another one. */
  waits?: Scripted[];
  /** Answers the call that fetches a picture, where there is one. */
  files?: Scripted[];
  says(status: number, words: string, headers?: Record<string, string>): Scripted;
  refusal: Scripted;
  empty: Scripted;
  /** An answer of 200 that holds an error. */
  inside: Scripted;
  /** An answer whose pictures are these bytes; absent where pictures are fetched. */
  picture?: (bytes: Uint8Array) => Scripted;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const ok = (body: unknown): Scripted => ({ status: 200, body });

function runner(
  provider: ImageProvider,
  model: Partial<Model>,
  { baseUrl, key }: { baseUrl: string; key: string | null },
): ProviderStage['run'] {
  const job = testJob({ format: 'png' }, { provider: provider.id, ...model });
  return (over = {}) => provider.renderImages(job, testContext({ baseUrl, key, ...over }));
}

async function openai(): Promise<ProviderStage> {
  const server = await startFakeOpenAI();
  return {
    server,
    run: runner(createOpenAI(), { vendorModel: 'gpt-image-2' }, server),
    script: server.script,
    says: (status, words, headers) => openAIError(status, null, words, headers),
    refusal: openAIError(400, 'moderation_blocked', 'Rejected by the safety system.'),
    empty: ok({ created: 1, data: [] }),
    inside: ok({ error: { message: 'No.', type: 'server_error', code: null } }),
    picture: (bytes) => ok({ created: 1, data: [{ b64_json: base64(bytes) }] }),
  };
}

async function google(): Promise<ProviderStage> {
  const server = await startFakeGoogle();
  const said = (candidate: object) => ok({ candidates: [{ index: 0, ...candidate }] });
  return {
    server,
    run: runner(createGoogle(), { vendorModel: 'gemini-3.1-flash-image' }, server),
    script: server.script,
    says: (status, words, headers) => googleError(status, 'UNKNOWN', words, [], headers),
    refusal: said({ finishReason: 'IMAGE_SAFETY', content: { role: 'model' } }),
    empty: ok({ candidates: [] }),
    inside: ok({ error: { code: 500, message: 'No.', status: 'INTERNAL' } }),
    picture: (bytes) =>
      said({
        finishReason: 'STOP',
        content: { parts: [{ inlineData: { mimeType: 'image/png', data: base64(bytes) } }] },
      }),
  };
}

async function compatible(): Promise<ProviderStage> {
  const server = await startFakeCompatible();
  return {
    server,
    run: runner(createOpenAICompatible(), { vendorModel: 'flux.1-dev' }, server),
    script: server.script,
    says: (status, words, headers) => openAIError(status, null, words, headers),
    refusal: openAIError(400, 'content_policy_violation', 'No.'),
    empty: ok({ created: 1, data: [] }),
    inside: ok({ error: { message: 'backend failed', code: 500, type: '' } }),
    picture: (bytes) => ok({ created: 1, data: [{ b64_json: base64(bytes) }] }),
  };
}

async function replicate(): Promise<ProviderStage> {
  const server = await startFakeReplicate();
  const prediction = (over: object) =>
    ok({ id: 'p', status: 'succeeded', output: null, error: null, logs: '', ...over });
  return {
    server,
    run: runner(createReplicate({ pollMs: 5 }), { vendorModel: 'a/b' }, server),
    script: server.script.create,
    waits: server.script.get,
    files: server.script.file,
    says: (status, words, headers = {}) => ({ status, headers, body: { detail: words, status } }),
    refusal: prediction({ status: 'failed', error: 'NSFW content detected.' }),
    empty: prediction({ output: [] }),
    inside: ok({ error: 'No.' }),
  };
}

async function comfyui(): Promise<ProviderStage> {
  const server = await startFakeComfyUI();
  const parameters = {
    workflow: { 6: { class_type: 'CLIPTextEncode', inputs: {} } },
    inputs: { prompt: '6.text' },
  };
  return {
    server,
    run: runner(
      createComfyUI({ pollMs: 5 }),
      { vendorModel: 'sd', parameters },
      {
        baseUrl: server.baseUrl,
        key: null,
      },
    ),
    script: server.script.prompt,
    waits: server.script.history,
    files: server.script.view,
    says: (status, words, headers = {}) => ({ status, headers, body: { error: words } }),
    refusal: { status: 400, body: { error: { message: 'invalid prompt' }, node_errors: {} } },
    empty: ok({}),
    inside: ok({ error: 'No.' }),
  };
}

export const STAGES = { openai, google, 'openai-compatible': compatible, replicate, comfyui };
