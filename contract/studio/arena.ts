import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Quality } from '../models.ts';
import { ImageRequest } from '../orders.ts';
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

/** Votes on results whose makers were hidden. They stay on this machine. */
export const arena = {
  vote: oc
    .input(
      z
        .object({
          left: Contender,
          right: Contender,
          winner: z.enum(['left', 'right', 'tie']),
          prompt: z.string().max(MAX_PROMPT_LENGTH),
        })
        .refine(
          ({ left, right }) => left.model !== right.model || left.quality !== right.quality,
          'same',
        ),
    )
    .output(z.array(Standing)),
  /** The best first. */
  standings: oc.output(z.array(Standing)),
  /** Takes the last vote back. */
  undo: oc.output(z.array(Standing)),
};
