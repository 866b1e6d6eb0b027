import { z } from 'zod';
import { ErrorCode } from '../errors.ts';
import { AudioType, MediaType } from '../media.ts';
import { Model, ProviderId } from '../models.ts';
import { GenerateVideoPayload, JobPreview, JobStage, RenderImagesPayload } from '../orders.ts';
import { Id, Instant, Pixels, Sha256 } from '../primitives.ts';
import { Recipe } from '../recipe.ts';

/**
 * What a worker says over HTTPS (rule Q9). Every request carries its key in this header; the database keeps
 * only the key's sha256. No user token, no database connection.
 */
export const WORKER_KEY_HEADER = 'x-worker-key';

/** POST /functions/v1/claim-jobs */
export const ClaimBody = z.object({
  /** Most jobs to take now. */
  limit: z.int().min(1).max(10),
  /** Only jobs of these providers are given out. */
  providers: z.array(ProviderId).min(1),
  /** How long the lease shall last; the database clock counts. */
  leaseSeconds: z.int().min(5).max(600).default(60),
});
export type ClaimBody = z.infer<typeof ClaimBody>;

/** A file that a job was given: fetched by this address under `/storage/v1`, and checked by its hash. */
export const ClaimedInput = z.object({
  sha256: Sha256,
  mime: z.union([MediaType, AudioType]),
  bytes: z.int().min(1),
  /** Signed, from the slash after `/storage/v1` on. */
  path: z.string().startsWith('/object/sign/'),
});
export type ClaimedInput = z.infer<typeof ClaimedInput>;

const claimed = {
  id: Id,
  orderId: Id,
  userId: Id,
  model: Model,
  inputs: z.array(ClaimedInput).default([]),
  leaseToken: Id,
  leaseUntil: Instant,
  attempt: z.int().min(1),
  maxAttempts: z.int().min(1),
  /** The vendor's own id of this job if an earlier attempt stored one: resume it, do not start another (rule Q6). */
  providerJobId: z.string().nullable(),
};

export const ClaimedJob = z.discriminatedUnion('type', [
  z.object({
    type: z.enum(['render_images', 'render_carousels']),
    payload: RenderImagesPayload,
    ...claimed,
  }),
  z.object({ type: z.literal('generate_video'), payload: GenerateVideoPayload, ...claimed }),
]);
export type ClaimedJob = z.infer<typeof ClaimedJob>;
export type ClaimedPicture = Extract<ClaimedJob, { payload: RenderImagesPayload }>;
export type ClaimedVideo = Extract<ClaimedJob, { type: 'generate_video' }>;

export const ClaimAnswer = z.object({ jobs: z.array(ClaimedJob) });
export type ClaimAnswer = z.infer<typeof ClaimAnswer>;

const lease = { jobId: Id, leaseToken: Id };

/** Progress and sign of life: renews the lease. */
export const Heartbeat = z.object({
  action: z.literal('heartbeat'),
  ...lease,
  leaseSeconds: z.int().min(5).max(600).default(60),
  stage: JobStage.optional(),
  progress: z.number().min(0).max(1).optional(),
  preview: JobPreview.optional(),
  /** Stored before the worker waits on it (rule Q6). */
  providerJobId: z.string().max(500).optional(),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/** Asks where to put results: answers signed uploads into `workspace-temp`. Asking again for a place is fine. */
export const RequestUploads = z.object({
  action: z.literal('uploads'),
  ...lease,
  files: z
    .array(z.object({ index: z.int().min(0).max(9), mime: MediaType, sha256: Sha256 }))
    .min(1)
    .max(10),
});
export type RequestUploads = z.infer<typeof RequestUploads>;

export const UploadTicket = z.object({ index: z.int(), path: z.string(), token: z.string() });
export type UploadTicket = z.infer<typeof UploadTicket>;

export const ResultFile = z.object({
  index: z.int().min(0).max(9),
  path: z.string(),
  sha256: Sha256,
  mime: MediaType,
  bytes: z.int().min(1),
  width: Pixels,
  height: Pixels,
  recipe: Recipe,
  /** Of a video: how long it is, and the picture that stands for it, put beside it. */
  durationSeconds: z.number().min(0).max(7_200).optional(),
  thumbnailPath: z.string().optional(),
});
export type ResultFile = z.infer<typeof ResultFile>;

/** Ends the job well: assets, ledger and counters in one transaction, once (rule Q4). Repeatable with the same lease. */
export const Complete = z.object({
  action: z.literal('complete'),
  ...lease,
  results: z.array(ResultFile).min(1).max(10),
  /** What the vendor says it cost, in US dollars, for the operator's books. */
  vendorCostUsd: z.number().min(0).optional(),
});
export type Complete = z.infer<typeof Complete>;

/** Ends the attempt badly. A retryable code waits and goes back to the queue; others end the job (rule Q5). */
export const Fail = z.object({
  action: z.literal('fail'),
  ...lease,
  code: ErrorCode,
  message: z.string().max(2_000),
  retryAfterSeconds: z.number().min(0).max(86_400).optional(),
});
export type Fail = z.infer<typeof Fail>;

/** Gives the job back unharmed, when a worker drains: the attempt does not count. */
export const Release = z.object({ action: z.literal('release'), ...lease });
export type Release = z.infer<typeof Release>;

/** POST /functions/v1/job-callback. A stale lease answers 409 `lease_lost` to every action (rule Q3). */
export const JobCallbackBody = z.discriminatedUnion('action', [
  Heartbeat,
  RequestUploads,
  Complete,
  Fail,
  Release,
]);
export type JobCallbackBody = z.infer<typeof JobCallbackBody>;

export const HeartbeatAnswer = z.object({ leaseUntil: Instant, cancelRequested: z.boolean() });
export type HeartbeatAnswer = z.infer<typeof HeartbeatAnswer>;
export const UploadsAnswer = z.object({ uploads: z.array(UploadTicket) });
export type UploadsAnswer = z.infer<typeof UploadsAnswer>;
/** `retryAt` is set when the job went back to the queue. */
export const EndAnswer = z.object({
  status: z.enum(['queued', 'completed', 'failed', 'cancelled']),
  retryAt: Instant.nullable(),
});
export type EndAnswer = z.infer<typeof EndAnswer>;
