import type { inspector as en } from '../en/inspector.ts';
import type { Words } from '../words.ts';

export const inspector: Words<typeof en> = {};
