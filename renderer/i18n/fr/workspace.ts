import type { workspace as en } from '../en/workspace.ts';
import type { Words } from '../words.ts';

export const workspace: Words<typeof en> = {};
