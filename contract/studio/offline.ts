import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Id } from '../primitives.ts';

/**
 * Which originals stay on this machine (rule S8). Thumbnails always do. Kept by machine and account, never synced.
 * What no rule keeps comes when it is opened, and goes again when space is freed.
 */
export const OfflineRules = z.object({
  /** `chosen`: what `favorites`, `collectionIds` or `months` names. `thumbnails`: no original. */
  keep: z.enum(['all', 'chosen', 'thumbnails']),
  favorites: z.boolean(),
  /** With the collections that lie in them. Of a smart one, what its search finds on this machine. */
  collectionIds: z.array(Id).max(500),
  /** Works made in the last so many months. */
  months: z.int().min(1).max(120).nullable(),
});
export type OfflineRules = z.infer<typeof OfflineRules>;

export const DEFAULT_OFFLINE_RULES: OfflineRules = {
  keep: 'all',
  favorites: true,
  collectionIds: [],
  months: null,
};

const Amount = z.object({ count: z.int().min(0), bytes: z.int().min(0) });

/** Originals of the library, by where they are. */
export const OfflineUsage = z.object({
  here: Amount,
  /** Wanted here by a rule, and not here yet. */
  coming: Amount,
  /** Only on the server, by the rules. */
  cloudOnly: Amount,
  /** Here, kept by no rule, and acknowledged by the server: may go. */
  freeable: Amount,
});
export type OfflineUsage = z.infer<typeof OfflineUsage>;

export const offline = {
  rules: oc.output(OfflineRules),
  setRules: oc.input(OfflineRules.partial()).output(OfflineRules),
  usage: oc.output(OfflineUsage),
  /** What would be freed under other rules, before they are chosen. */
  preview: oc.input(OfflineRules).output(OfflineUsage),
  /**
   * Removes originals that no rule keeps, each after the server's copy was found to be the same bytes. Answers what
   * was freed, and what stayed because the server's copy could not be proven. Errors: `offline`, `unauthenticated`.
   */
  freeSpace: oc.output(z.object({ freed: Amount, unproven: Amount })),
};
