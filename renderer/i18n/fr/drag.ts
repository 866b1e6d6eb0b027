import type { drag as en } from '../en/drag.ts';
import type { Words } from '../words.ts';

export const drag: Words<typeof en> = {};
