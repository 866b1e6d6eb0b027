import type { prompt as en } from '../en/prompt.ts';
import type { Words } from '../words.ts';

export const prompt: Words<typeof en> = {};
