import { hostile } from './hostile.ts';
import { shared } from './shared.ts';
import { slides } from './slides.ts';
import { type Cases } from './stage.ts';
import { webhooks } from './webhooks.ts';
import { words } from './words.ts';
import { work } from './work.ts';

/** What must hold of the functions on every runtime. Nothing here knows which one it is. */
export const suite: Cases = { ...webhooks, ...shared, ...words, ...slides, ...work, ...hostile };
