import type { library as en } from '../en/library.ts';
import type { Words } from '../words.ts';

export const library: Words<typeof en> = {};
