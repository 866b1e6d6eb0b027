import { implement, ORPCError, type Router } from '@orpc/server';
import { AtelierError, type ErrorBody, HTTP_STATUS, toErrorBody } from '../../contract/errors.ts';
import { type StudioContract, studioContract } from '../../contract/studio/index.ts';
import { asAtelierError } from '../system/failures.ts';
import type { Log } from '../system/log.ts';
import { accountCalls } from './calls/account.ts';
import { analysisCalls } from './calls/analysis.ts';
import { arenaCalls } from './calls/arena.ts';
import { batchCalls } from './calls/batch.ts';
import { brandCalls } from './calls/brands.ts';
import { collectionCalls } from './calls/collections.ts';
import { exportCalls } from './calls/export.ts';
import { folderCalls } from './calls/folders.ts';
import { generateCalls } from './calls/generate.ts';
import { generatorCalls } from './calls/generators.ts';
import { historyCalls } from './calls/history.ts';
import { importCalls, watchedCalls } from './calls/imports.ts';
import { libraryCalls } from './calls/library.ts';
import { offlineCalls } from './calls/offline.ts';
import { promptCalls, templateCalls, tokenCalls } from './calls/prompts.ts';
import { settingsCalls } from './calls/settings.ts';
import { storageCalls } from './calls/storage.ts';
import { syncCalls } from './calls/sync.ts';
import { workspaceCalls } from './calls/workspace.ts';
import type { CallContext } from './call-context.ts';

export type StudioRouter = Router<StudioContract, Record<never, never>>;

/** Every call of `contract/studio`. What is thrown inside leaves as an oRPC error whose `data` is an `ErrorBody`. */
export function createRouter(studio: CallContext, log: Log): StudioRouter {
  const os = implement(studioContract).use(async ({ next, path }) => {
    try {
      return await next();
    } catch (thrown) {
      const body = bodyOf(thrown);
      if (body.code === 'internal') {
        log.error('a call failed', { call: path.join('.'), error: thrown });
      }
      throw new ORPCError(body.code.toUpperCase(), {
        status: HTTP_STATUS[body.code],
        message: body.message,
        data: body,
      });
    }
  });
  return os.router({
    app: { info: os.app.info.handler(() => studio.info()) },
    generate: generateCalls(os.generate, studio),
    generators: generatorCalls(os.generators, studio),
    batch: batchCalls(os.batch, studio),
    arena: arenaCalls(os.arena, studio),
    analysis: analysisCalls(os.analysis, studio),
    brands: brandCalls(os.brands, studio),
    prompts: promptCalls(os.prompts, studio),
    tokens: tokenCalls(os.tokens, studio),
    templates: templateCalls(os.templates, studio),
    workspace: workspaceCalls(os.workspace, studio),
    library: libraryCalls(os.library, studio),
    collections: collectionCalls(os.collections, studio),
    history: historyCalls(os.history, studio),
    imports: importCalls(os.imports, studio),
    watched: watchedCalls(os.watched, studio),
    settings: settingsCalls(os.settings, studio),
    account: accountCalls(os.account, studio),
    sync: syncCalls(os.sync, studio),
    storage: storageCalls(os.storage, studio),
    folders: folderCalls(os.folders),
    offline: offlineCalls(os.offline, studio),
    export: exportCalls(os.export, studio),
    events: {
      subscribe: os.events.subscribe.handler(({ signal }) => studio.events.subscribe(signal)),
    },
  });
}

function bodyOf(thrown: unknown): ErrorBody {
  if (thrown instanceof ORPCError && thrown.code === 'BAD_REQUEST') return invalidInput(thrown);
  const error = asAtelierError(thrown);
  return error instanceof AtelierError ? error.toBody() : toErrorBody(error);
}

/** The first field that does not hold, and why, as the schema says it (`empty`, `too_long`). */
function invalidInput(error: ORPCError<string, unknown>): ErrorBody {
  const [issue] = (error.data as { issues?: Issue[] } | undefined)?.issues ?? [];
  const field = issue?.path?.map(keyOf).join('.');
  return {
    code: 'invalid_input',
    message: issue ? `${field || 'input'}: ${issue.message}` : error.message,
    details: { ...(field ? { field } : {}), ...(issue ? { reason: issue.message } : {}) },
  };
}

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[];
}

function keyOf(part: PropertyKey | { key: PropertyKey }): string {
  return String(typeof part === 'object' ? part.key : part);
}
