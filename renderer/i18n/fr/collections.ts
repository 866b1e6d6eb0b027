import type { collections as en } from '../en/collections.ts';
import type { Words } from '../words.ts';

export const collections: Words<typeof en> = {};
