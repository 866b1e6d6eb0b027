import { z } from 'zod';

/**
 * What changed. Events never carry data: whoever shows it asks again. One that is lost is made up for by the
 * next, or by `resync`, which the transport sends first whenever a listener connects or connects again.
 */
export const StudioEvent = z.object({
  topic: z.enum([
    'resync',
    'orders',
    'workspace',
    'library',
    'collections',
    'account',
    'models',
    'settings',
    'sync',
    'history',
    'storage',
    'imports',
    'offline',
    'prompts',
    'batches',
    'arena',
    'analysis',
    'brands',
  ]),
});
export type StudioEvent = z.infer<typeof StudioEvent>;
export type Topic = StudioEvent['topic'];
