import type { ErrorCode } from '../../contract/errors.ts';
import type { Job, JobStage, Order } from '../../contract/orders.ts';
import { ago, fakeId, PROMPTS } from './works.ts';

interface JobLook {
  status: Job['status'];
  stage?: JobStage;
  progress?: number;
  error?: ErrorCode;
}

function order(index: number, model: string, quote: number, looks: readonly JobLook[]): Order {
  const id = fakeId(20, index, index + 1);
  const jobs = looks.map((look, sequence): Job => ({
    id: fakeId(21, index * 10 + sequence, index + 1),
    orderId: id,
    itemId: fakeId(22, index * 10 + sequence, index + 1),
    sequence,
    status: look.status,
    stage: look.stage ?? null,
    progress: look.progress ?? 0,
    attempts: 1,
    maxAttempts: 3,
    runAfter: null,
    cancelRequested: false,
    price: quote / looks.length,
    error: look.error ? { code: look.error, message: 'not shown' } : null,
    createdAt: ago(index + 1),
    updatedAt: ago(0),
  }));
  const failed = jobs.every((job) => job.status === 'failed');
  return {
    id,
    type: 'image',
    status: failed ? 'failed' : 'processing',
    request: {
      type: 'image',
      prompt: PROMPTS[index % PROMPTS.length] ?? '',
      model,
      aspectRatio: '3:2',
      count: looks.length,
      format: 'webp',
      quality: 'standard',
    },
    provider: model.startsWith('openai') ? 'openai' : 'draft',
    quote,
    charged: 0,
    error: null,
    createdAt: ago(index + 1),
    completedAt: null,
    jobs,
  };
}

/** Orders in every state that a queue shows. */
export function runningOrders(): Order[] {
  return [
    order(0, 'draft/painter', 0, [
      { status: 'running', stage: 'rendering', progress: 0.42 },
      { status: 'running', stage: 'starting' },
      { status: 'queued' },
      { status: 'queued' },
    ]),
    order(1, 'openai/gpt-image-1', 8, [
      { status: 'completed' },
      { status: 'running', stage: 'waiting_for_provider', progress: 0.1 },
    ]),
  ];
}

export function failedOrders(): Order[] {
  return [
    order(2, 'openai/gpt-image-1', 4, [{ status: 'failed', error: 'content_refused' }]),
    order(3, 'openai/gpt-image-1', 8, [
      { status: 'failed', error: 'provider_key_invalid' },
      { status: 'failed', error: 'provider_key_invalid' },
    ]),
  ];
}
