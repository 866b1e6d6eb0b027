import type { grid as en } from '../en/grid.ts';
import type { Words } from '../words.ts';

export const grid: Words<typeof en> = {};
