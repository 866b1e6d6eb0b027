import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ErrorBody } from '../errors.ts';
import { Id } from '../primitives.ts';

/** How far a picture is with being looked at by a vision model. What was seen stands on the work. */
export const Analysis = z.object({
  /** `waiting` also for its turn, or until the work and its file are on the backend. */
  state: z.enum(['idle', 'waiting', 'asking', 'failed']),
  /** Why it failed, or why it waits. */
  error: ErrorBody.nullable(),
  /** False where nothing is entered that could look at pictures. */
  hasModel: z.boolean(),
});
export type Analysis = z.infer<typeof Analysis>;

/** How far the library is with being found by what it is about. */
export const Meanings = z.object({
  known: z.int().min(0),
  /** Also for their works to be on the backend. */
  waiting: z.int().min(0),
  /** False where nothing is entered that could tell what texts mean. */
  hasModel: z.boolean(),
});
export type Meanings = z.infer<typeof Meanings>;

const Ids = z.array(Id).min(1).max(1_000);

export const analysis = {
  get: oc.input(z.object({ id: Id })).output(Analysis),
  /**
   * Has pictures looked at, in the background and one after the other; each costs one question to a chat model. One that
   * was looked at costs nothing, unless it shall be looked at anew. Films are left out.
   */
  ask: oc.input(z.object({ ids: Ids, again: z.boolean().default(false) })).output(z.void()),
  meanings: oc.output(Meanings),
  /** Takes back what has not begun, and forgets what failed. */
  cancel: oc.input(z.object({ ids: Ids })).output(z.void()),
};
