import { type FakeServer, type Received, type Scripted, startFakeServer } from './fake-server.ts';
import { testPicture } from './test-picture.ts';

interface FakePrediction {
  id: string;
  polls: number;
  status: string;
  input: Record<string, unknown>;
  model: string;
}

export type ReplicateCall = 'create' | 'get' | 'cancel' | 'file' | 'upload';

export interface FakeReplicate extends FakeServer {
  /** For `baseUrl` of the provider. */
  readonly baseUrl: string;
  readonly key: string;
  readonly predictions: Map<string, FakePrediction>;
  /** How often a prediction was created, which is what is paid for. */
  charges(): number;
  /** How the next predictions go. */
  readonly plan: {
    /** Looks until a prediction ends; Infinity: it never does. */
    polls: number;
    /** How far a prediction says it is from its first look on. */
    percent: number;
    status: 'succeeded' | 'failed' | 'canceled' | 'aborted';
    error: string | null;
    outputs: number;
    dataRemoved: boolean;
    /** Instead of the addresses of pictures. */
    output?: unknown;
  };
  /** Answers the next calls of a kind, in order, instead of the usual answer. */
  readonly script: Record<ReplicateCall, Scripted[]>;
}

/** Predictions as https://replicate.com/docs/reference/http describes them, and the files they make. */
export async function startFakeReplicate(): Promise<FakeReplicate> {
  const key = 'r8_fake0123456789abcdefghijklmnopqrstuvw';
  const predictions = new Map<string, FakePrediction>();
  const script: FakeReplicate['script'] = {
    create: [],
    get: [],
    cancel: [],
    file: [],
    upload: [],
  };
  const plan: FakeReplicate['plan'] = {
    polls: 2,
    percent: 50,
    status: 'succeeded',
    error: null,
    outputs: 1,
    dataRemoved: false,
  };
  let charges = 0;
  let base = '';

  function show(prediction: FakePrediction): Scripted {
    const done = prediction.status === 'succeeded';
    const files = Array.from(
      { length: plan.outputs },
      (_, i) => `${base}/files/${prediction.id}/${i}.png`,
    );
    return {
      status: 200,
      body: {
        id: prediction.id,
        model: prediction.model,
        version: 'hidden',
        input: prediction.input,
        status: prediction.status,
        output: done && !plan.dataRemoved ? (plan.output ?? files) : null,
        error: prediction.status === 'failed' ? plan.error : null,
        logs:
          prediction.polls > 0 ? ` ${plan.percent}%|█████     | 2/4 [00:01<00:01,  1.9it/s]` : '',
        data_removed: plan.dataRemoved,
        metrics: done ? { predict_time: 2.5 } : {},
        created_at: '2026-11-21T00:00:00.000Z',
        source: 'api',
        urls: {
          get: `${base}/v1/predictions/${prediction.id}`,
          cancel: `${base}/v1/predictions/${prediction.id}/cancel`,
        },
      },
    };
  }

  function create(request: Received): Scripted {
    const body = request.body as { input?: Record<string, unknown>; version?: string };
    if (!body.input || Object.keys(body.input).length === 0) {
      return {
        status: 422,
        body: {
          title: 'Input validation failed',
          detail: '- input.prompt is required',
          status: 422,
        },
      };
    }
    charges += 1;
    const id = `p${charges}${Math.random().toString(36).slice(2, 10)}`;
    const model = /models\/(.+)\/predictions/.exec(request.path)?.[1] ?? body.version ?? '';
    const prediction = { id, polls: 0, status: 'starting', input: body.input, model };
    predictions.set(id, prediction);
    return { ...(show(prediction) as object), status: 201 };
  }

  function upload({ bytes }: Received): Scripted {
    const id = `f${bytes.byteLength}`;
    const urls = { get: `${base}/v1/files/${id}` };
    return { status: 201, body: { id, content_type: 'image/png', size: 1, urls } };
  }

  function look(prediction: FakePrediction): Scripted {
    if (prediction.status === 'starting' || prediction.status === 'processing') {
      prediction.polls += 1;
      prediction.status = prediction.polls >= plan.polls ? plan.status : 'processing';
    }
    return show(prediction);
  }

  const server = await startFakeServer(async (request) => {
    const { method, path } = request;
    if (path.startsWith('/files/')) {
      const bytes = await testPicture(96, 64, 'png', Number(/(\d+)\.png$/.exec(path)?.[1] ?? 0));
      return (
        script.file.shift() ?? {
          status: 200,
          headers: { 'content-type': 'image/png' },
          body: bytes,
        }
      );
    }
    const found = predictions.get(/^\/v1\/predictions\/([^/]+)/.exec(path)?.[1] ?? '');
    const kind =
      path === '/v1/files'
        ? 'upload'
        : method === 'GET'
          ? 'get'
          : path.endsWith('/cancel')
            ? 'cancel'
            : 'create';
    const next = script[kind].shift();
    if (next) return next;
    if (request.headers.authorization !== `Bearer ${key}`) {
      return {
        status: 401,
        body: {
          title: 'Unauthenticated',
          detail: 'You did not pass a valid authentication token',
          status: 401,
        },
      };
    }
    if (kind === 'upload') return upload(request);
    if (kind === 'create') return create(request);
    if (!found) return { status: 404, body: { detail: 'Prediction not found', status: 404 } };
    if (kind === 'get') return look(found);
    if (found.status !== 'succeeded') found.status = 'canceled';
    return show(found);
  });
  base = server.url;
  return {
    ...server,
    baseUrl: `${base}/v1`,
    key,
    predictions,
    plan,
    script,
    charges: () => charges,
  };
}
