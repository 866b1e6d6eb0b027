import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ErrorBody } from '../errors.ts';
import { Id, Instant, Sha256 } from '../primitives.ts';
import { ConflictRecord } from '../sync.ts';

export const OutboxEntry = z.object({
  id: Id,
  /** `push`: an edited row. `call`: a function such as queue-job. `upload`: a file waits to go up first. */
  kind: z.enum(['push', 'call', 'upload']),
  /** The table or function. */
  target: z.string(),
  /** What it is about, as the creator knows it; null where it has neither name nor picture. */
  subject: z
    .object({
      /** The work, where it is one that is here. */
      workId: Id.nullable(),
      title: z.string().nullable(),
      sha256: Sha256.nullable(),
    })
    .nullable(),
  attempts: z.int(),
  /** Not before then; null where nothing but its turn is waited for. */
  nextAt: Instant.nullable(),
  /** Of a file that is going up right now: bytes that have arrived, and all of them. */
  progress: z.object({ sent: z.int().min(0), total: z.int().min(0) }).nullable(),
  /** Set aside: it will not be tried again by itself (rule S9). */
  setAside: z.boolean(),
  error: ErrorBody.nullable(),
  createdAt: Instant,
});
export type OutboxEntry = z.infer<typeof OutboxEntry>;

export const SyncStatus = z.object({
  /** `starting`: the backend has not answered yet. `offline`: it does not answer. */
  state: z.enum(['starting', 'offline', 'syncing', 'idle', 'signed_out', 'paused']),
  pending: z.int(),
  /** Of those pending: files. */
  uploads: z.int(),
  /** Of those pending: tried, refused for now, and tried again later. */
  failing: z.int(),
  setAside: z.int(),
  /** Fields that two machines changed and nobody has decided about. */
  conflicts: z.int(),
  /** Originals that are kept here and still have to come. */
  downloads: z.int(),
  lastSyncedAt: Instant.nullable(),
  error: ErrorBody.nullable(),
});
export type SyncStatus = z.infer<typeof SyncStatus>;

export const sync = {
  status: oc.output(SyncStatus),
  /** Set aside first, then in the order in which they go; the counts of `status` are whole. */
  outbox: oc
    .input(z.object({ limit: z.int().min(1).max(1_000).default(200) }).default({ limit: 200 }))
    .output(z.array(OutboxEntry)),
  /** Nothing goes or comes until `resume`, also after a restart. Edits wait in the outbox. */
  pause: oc.output(SyncStatus),
  resume: oc.output(SyncStatus),
  /** Tries everything now, set-aside rows too if named. */
  retry: oc.input(z.object({ ids: z.array(Id).optional() })).output(SyncStatus),
  /** Gives up a set-aside change: the row goes back to what the backend has. */
  discard: oc.input(z.object({ ids: z.array(Id).min(1) })).output(SyncStatus),
  conflicts: oc.output(z.array(ConflictRecord)),
  /** `take_back` writes the losing value again; `dismiss` is content with what won. */
  resolve: oc
    .input(z.object({ id: Id, choice: z.enum(['take_back', 'dismiss']) }))
    .output(z.void()),
};
