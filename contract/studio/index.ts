import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { account } from './account.ts';
import { analysis } from './analysis.ts';
import { StudioEvent } from './events.ts';
import { arena } from './arena.ts';
import { batch } from './batch.ts';
import { brands } from './brands.ts';
import { exports } from './export.ts';
import { folders } from './folders.ts';
import { generate } from './generate.ts';
import { generators } from './generators.ts';
import { history } from './history.ts';
import { imports, watched } from './imports.ts';
import { collections, library } from './library.ts';
import { offline } from './offline.ts';
import { settings } from './settings.ts';
import { prompts, tokens } from './prompts.ts';
import { storage } from './storage.ts';
import { sync } from './sync.ts';
import { templates } from './templates.ts';
import { workspace } from './workspace.ts';

/**
 * Everything a renderer may ask of a studio, over either transport: `domain.verb`, one row a call. Input is
 * parsed once where it arrives. Errors travel as oRPC errors whose `data` is an `ErrorBody`; the renderer's
 * transport turns an answer into `{ok, value} | {ok: false, error}`.
 */
export const studioContract = {
  app: {
    info: oc.output(
      z.object({
        version: z.string(),
        host: z.enum(['desktop', 'browser']),
        firstStart: z.boolean(),
        /** A newer Atelier made this library: it is shown and exported from, and what writes is `library_newer`. */
        readOnly: z.boolean().default(false),
      }),
    ),
  },
  generate,
  batch,
  arena,
  analysis,
  brands,
  generators,
  prompts,
  tokens,
  templates,
  workspace,
  library,
  collections,
  history,
  imports,
  watched,
  settings,
  account,
  sync,
  offline,
  storage,
  folders,
  export: exports,
  events: {
    subscribe: oc.output(eventIterator(StudioEvent)),
  },
};
export type StudioContract = typeof studioContract;
