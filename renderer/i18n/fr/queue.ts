import type { queue as en } from '../en/queue.ts';
import type { Words } from '../words.ts';

export const queue: Words<typeof en> = {};
