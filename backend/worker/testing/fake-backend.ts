import { randomUUID } from 'node:crypto';
import {
  AtelierError,
  type ErrorCode,
  HTTP_STATUS,
  isRetryable,
} from '../../../contract/errors.ts';
import {
  ClaimBody,
  type ClaimedJob,
  JobCallbackBody,
  WORKER_KEY_HEADER,
} from '../../../contract/functions/worker.ts';
import type { Model } from '../../../contract/models.ts';
import type { RenderImagesPayload } from '../../../contract/orders.ts';
import {
  type FakeServer,
  type Received,
  type Scripted,
  startFakeServer,
} from '../../providers/testing/fake-server.ts';
import { testJob } from '../../providers/testing/render-context.ts';

export interface FakeJob {
  readonly id: string;
  readonly payload: RenderImagesPayload;
  readonly model: Model;
  status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
  leaseToken: string;
  attempt: number;
  providerJobId: string | null;
  cancelRequested: boolean;
  /** Everything the worker said about it, in order. */
  readonly said: JobCallbackBody[];
}

export interface FakeBackend extends FakeServer {
  readonly workerKey: string;
  readonly jobs: Map<string, FakeJob>;
  readonly uploads: Map<string, Uint8Array>;
  /** Answers the next requests instead of the usual answer, whatever they ask. */
  readonly script: Scripted[];
  add(payload?: Partial<RenderImagesPayload>, model?: Partial<Model>): FakeJob;
  /** Takes the lease away, as its expiry does: the next claim hands the job out again. */
  expire(job: FakeJob): void;
  claims(): ClaimBody[];
}

/** The two functions a worker calls and the upload it makes, with the rules of the queue kept in memory. */
export async function startFakeBackend(): Promise<FakeBackend> {
  const workerKey = 'worker-key-0123456789';
  const jobs = new Map<string, FakeJob>();
  const uploads = new Map<string, Uint8Array>();
  const script: Scripted[] = [];
  const claims: ClaimBody[] = [];

  function claim(body: ClaimBody): Scripted {
    claims.push(body);
    const taken = [...jobs.values()]
      .filter(({ status, model }) => status === 'queued' && body.providers.includes(model.provider))
      .slice(0, body.limit);
    for (const job of taken) {
      Object.assign(job, { status: 'running', leaseToken: randomUUID(), attempt: job.attempt + 1 });
    }
    return { status: 200, body: { jobs: taken.map((job) => handOut(job, body.leaseSeconds)) } };
  }

  const server = await startFakeServer(async (request) => {
    const next = script.shift();
    if (next) return next;
    if (request.path.startsWith('/storage/v1/object/upload/sign/')) return store(request, uploads);
    if (request.headers[WORKER_KEY_HEADER] !== workerKey) return refuse('unauthenticated');
    if (request.path === '/functions/v1/claim-jobs') return claim(ClaimBody.parse(request.body));
    const body = JobCallbackBody.parse(request.body);
    const job = jobs.get(body.jobId);
    if (!job) return refuse('not_found');
    if (job.leaseToken !== body.leaseToken || job.status !== 'running') return refuse('lease_lost');
    job.said.push(body);
    return callback(job, body);
  });

  return {
    ...server,
    workerKey,
    jobs,
    uploads,
    script,
    claims: () => claims,
    add(payload, model) {
      const { payload: whole, model: made } = testJob(payload, model);
      const job: FakeJob = {
        id: randomUUID(),
        payload: whole,
        model: made,
        status: 'queued',
        leaseToken: '',
        attempt: 0,
        providerJobId: null,
        cancelRequested: false,
        said: [],
      };
      jobs.set(job.id, job);
      return job;
    },
    expire(job) {
      Object.assign(job, { status: 'queued', leaseToken: randomUUID() });
    },
  };
}

function handOut(job: FakeJob, leaseSeconds: number): ClaimedJob {
  return {
    id: job.id,
    orderId: randomUUID(),
    userId: randomUUID(),
    type: 'render_images',
    model: job.model,
    payload: job.payload,
    inputs: [],
    leaseToken: job.leaseToken,
    leaseUntil: new Date(Date.now() + leaseSeconds * 1_000).toISOString(),
    attempt: job.attempt,
    maxAttempts: 3,
    providerJobId: job.providerJobId,
  };
}

function callback(job: FakeJob, body: JobCallbackBody): Scripted {
  switch (body.action) {
    case 'heartbeat':
      job.providerJobId = body.providerJobId ?? job.providerJobId;
      return {
        status: 200,
        body: {
          leaseUntil: new Date(Date.now() + body.leaseSeconds * 1_000).toISOString(),
          cancelRequested: job.cancelRequested,
        },
      };
    case 'uploads':
      return {
        status: 200,
        body: {
          uploads: body.files.map(({ index, sha256 }) => ({
            index,
            path: `u/${job.id}/${sha256}`,
            token: 'ticket',
          })),
        },
      };
    case 'complete':
      return ended(job, 'completed');
    case 'release':
      job.attempt -= 1;
      return ended(job, 'queued');
    default:
      if (body.code === 'cancelled') return ended(job, 'cancelled');
      return ended(job, isRetryable(body.code) ? 'queued' : 'failed');
  }
}

/** Holds a retried job back, so that a test sees how the attempt ended. */
function ended(job: FakeJob, status: FakeJob['status']): Scripted {
  job.status = status;
  return { status: 200, body: { status, retryAt: null } };
}

async function store(request: Received, uploads: Map<string, Uint8Array>): Promise<Scripted> {
  const path = decodeURIComponent(request.path.split('/workspace-temp/')[1] ?? '');
  if (uploads.has(path)) {
    return {
      status: 400,
      body: { statusCode: '409', error: 'Duplicate', message: 'The resource already exists' },
    };
  }
  const form = await new Response(new Uint8Array(request.bytes), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData();
  const file = [...form.values()].find((value) => value instanceof Blob);
  if (!file) throw new AtelierError('invalid_input', 'An upload without a file.');
  uploads.set(path, new Uint8Array(await file.arrayBuffer()));
  return { status: 200, body: { Key: `workspace-temp/${path}` } };
}

function refuse(code: ErrorCode): Scripted {
  return { status: HTTP_STATUS[code], body: { error: code, code } };
}
