import type { command as en } from '../en/command.ts';
import type { Words } from '../words.ts';

export const command: Words<typeof en> = {};
