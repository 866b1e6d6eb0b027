import { z } from 'zod';

/**
 * Imported before any schema is made: the page's policy allows no code from text, in the preload's world too, and a
 * preload runs before that policy, so that zod's own probe for it would be misled.
 */
z.config({ jitless: true });
