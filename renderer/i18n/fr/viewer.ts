import type { viewer as en } from '../en/viewer.ts';
import type { Words } from '../words.ts';

export const viewer: Words<typeof en> = {};
