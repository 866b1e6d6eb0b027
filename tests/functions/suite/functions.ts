import { z } from 'zod';
import { by, type Handler, type Stage } from './stage.ts';

const NAMES = [
  'agent-widget',
  'assistant-stream',
  'batch-process',
  'carousel-slides',
  'check-quota',
  'claim-jobs',
  'cleanup-stuck-jobs',
  'create-payment-intent',
  'enhance-prompt',
  'generate-avatars',
  'generate-embeddings',
  'get-active-worker-url',
  'get-negative-prompt',
  'get-schema-info',
  'health',
  'health-check-workers',
  'image-to-video',
  'job-callback',
  'model-test',
  'playground-chat',
  'prompt-recommendations',
  'queue-job',
  'refresh-prompt-cache',
  'register-worker',
  'replicate-webhook',
  'stripe-webhook',
  'system-metrics',
  'update-worker-url',
  'vision-analysis',
  'worker-heartbeat',
  'workspace-actions',
] as const;

export interface Target {
  name: string;
  handler: Handler;
  /** A well-formed body, where it takes one. */
  sample: unknown;
}

/** All functions, loaded: one that is missing fails every test of this table. */
export async function allFunctions(): Promise<Target[]> {
  const Module = z.object({
    default: z.custom<Handler>((value) => typeof value === 'function'),
  });
  return Promise.all(
    NAMES.map(async (name) => {
      const file = `../../../supabase/functions/${name}/handler.ts`;
      const loaded: unknown = await import(file);
      return { name, handler: Module.parse(loaded).default, sample: SAMPLES[name] };
    }),
  );
}

/** Whoever may call everything: only a body stands between a request and its effect. */
export function everyRight(stage: Stage): Record<string, string> {
  return {
    ...by(stage.admin),
    'x-worker-key': stage.workerKey,
    'x-agent-key': stage.agent.key,
    origin: stage.agent.origin,
  };
}

const id = '018f3c6e-0000-7000-8000-000000000001';
const order = { orderId: id, items: [{ itemId: id, jobId: id }], quote: 0, model: 'draft/studio' };
const messages = [{ role: 'user', content: 'hello' }];
const lease = { jobId: id, leaseToken: id };

/** A well-formed body of each function that takes one, to spoil. */
const SAMPLES: Readonly<Partial<Record<(typeof NAMES)[number], unknown>>> = {
  'agent-widget': {
    sessionId: '0193c1de-7b5e-4c3a-9b1e-0123456789ab',
    message: 'hello',
    page: 'https://a.b/',
  },
  'assistant-stream': { messages },
  'batch-process': {
    action: 'start',
    batchId: id,
    name: 'cards',
    prompt: 'for [NAME]',
    model: 'draft/studio',
    quote: 0,
    rows: [{ itemId: id, jobId: id, tokens: { NAME: 'x' } }],
  },
  'carousel-slides': { topic: 'lighthouses', count: 3, language: 'en', brand: 'Nord' },
  'check-quota': { type: 'image', count: 1 },
  'claim-jobs': { limit: 1, providers: ['replicate'], leaseSeconds: 5 },
  'create-payment-intent': { planId: 'credits-500', requestId: id },
  'enhance-prompt': { prompt: 'a cat', strategy: 'detail', model: 'replicate/sdxl' },
  'generate-avatars': { ...order, description: 'a sailor', style: 'anime' },
  'generate-embeddings': { action: 'text', text: 'a cat' },
  'get-active-worker-url': { kind: 'image' },
  'get-negative-prompt': { modelType: 'sdxl', generationMode: 'i2i' },
  'image-to-video': { ...order, libraryId: id, effect: 'zoom', durationSeconds: 4, prompt: 'slow' },
  'job-callback': {
    action: 'heartbeat',
    ...lease,
    progress: 0.5,
    stage: 'rendering',
    providerJobId: 'x',
  },
  'model-test': { modelId: 'draft/studio', kind: 'connection', prompt: 'hello' },
  'playground-chat': {
    messages,
    model: 'gpt-4.1-mini',
    system: 'Be brief.',
    temperature: 0.5,
    maxTokens: 9,
  },
  'prompt-recommendations': { prompt: 'a cat', limit: 5, fresh: true },
  'queue-job': {
    action: 'enqueue',
    ...order,
    request: { prompt: 'a cat', model: 'draft/studio', aspectRatio: '1:1', count: 1, seed: 1 },
  },
  'register-worker': { kind: 'chat', url: null, capabilities: { a: [1, 'b'] } },
  'update-worker-url': { url: 'https://a.b/' },
  'vision-analysis': { libraryId: id },
  'worker-heartbeat': {},
  'workspace-actions': {
    action: 'promote',
    items: [{ assetId: id, libraryId: id, createdAt: '2026-11-21T00:00:00Z' }],
  },
};
