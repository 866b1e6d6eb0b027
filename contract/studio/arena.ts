import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Quality } from '../models.ts';
import { ImageRequest } from '../orders.ts';
import { Id } from '../primitives.ts';
import { MAX_PROMPT_LENGTH } from '../recipe.ts';

/** What competes: a model at a quality. */
export const Contender = z.object({
  model: ImageRequest.shape.model,
  quality: Quality,
});
export type Contender = z.infer<typeof Contender>;

/** How a contender has done in votes whose sides did not know each other. */
export const Standing = Contender.extend({
  wins: z.int(),
  losses: z.int(),
  ties: z.int(),
  /** Part of its votes that it won, a tie counting half; with the Wilson interval of 95%. */
  rate: z.number(),
  low: z.number(),
  high: z.number(),
  /** Of one picture: how long it took here by the median of the last runs, and what it costs; null where unknown. */
  seconds: z.number().nullable(),
  credits: z.number().nullable(),
});
export type Standing = z.infer<typeof Standing>;

const Duel = z
  .object({ left: Contender, right: Contender, winner: z.enum(['left', 'right', 'tie']) })
  .refine(
    ({ left, right }) => left.model !== right.model || left.quality !== right.quality,
    'same',
  );

/** One choice among the makers of one prompt: a duel for each that was passed over. */
export const Ballot = z.object({
  prompt: z.string().max(MAX_PROMPT_LENGTH),
  duels: z.array(Duel).min(1).max(10),
});
export type Ballot = z.infer<typeof Ballot>;

/** Votes on results whose makers were hidden. They stay on this machine. */
export const arena = {
  /** All its duels count, or none. Answers the ballot, to be taken back by. */
  vote: oc.input(Ballot).output(z.object({ id: Id })),
  /** Takes one ballot back, and no other; one that is gone stays so. */
  undo: oc.input(z.object({ id: Id })),
  /** The best first. */
  standings: oc.output(z.array(Standing)),
};
