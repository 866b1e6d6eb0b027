import type { frame as en } from '../en/frame.ts';
import type { Words } from '../words.ts';

export const frame: Words<typeof en> = {};
