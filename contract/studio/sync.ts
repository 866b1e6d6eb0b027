import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ErrorBody } from '../errors.ts';
import { Id, Instant } from '../primitives.ts';
import { ConflictRecord } from '../sync.ts';

export const OutboxEntry = z.object({
  id: Id,
  /** `push`: an edited row. `call`: a function such as queue-job. `upload`: a file waits to go up first. */
  kind: z.enum(['push', 'call', 'upload']),
  /** The table or function. */
  target: z.string(),
  attempts: z.int(),
  /** Set aside: it will not be tried again by itself (rule S9). */
  setAside: z.boolean(),
  error: ErrorBody.nullable(),
  createdAt: Instant,
});
export type OutboxEntry = z.infer<typeof OutboxEntry>;

export const SyncStatus = z.object({
  /** `starting`: the backend has not answered yet. `offline`: it does not answer. */
  state: z.enum(['starting', 'offline', 'syncing', 'idle', 'signed_out']),
  pending: z.int(),
  setAside: z.int(),
  lastSyncedAt: Instant.nullable(),
  error: ErrorBody.nullable(),
});
export type SyncStatus = z.infer<typeof SyncStatus>;

export const sync = {
  status: oc.output(SyncStatus),
  outbox: oc.output(z.array(OutboxEntry)),
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
