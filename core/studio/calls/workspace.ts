import {
  discardResults,
  getResult,
  pageOfResults,
  promoteResults,
  restoreResults,
  unpromoteWorks,
} from '../../workspace/move-results.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function workspaceCalls(os: Implementer['workspace'], studio: CallContext) {
  const open = () => studio.account().context;
  return {
    list: os.list.handler(({ input }) => pageOfResults(open(), input)),
    get: os.get.handler(({ input }) => getResult(open(), input.id)),
    promote: os.promote.handler(({ input }) =>
      promoteResults(open(), input.ids, input.collectionId, input.act),
    ),
    unpromote: os.unpromote.handler(({ input }) => unpromoteWorks(open(), input.libraryIds)),
    discard: os.discard.handler(({ input }) => discardResults(open(), input.ids, input.act)),
    restore: os.restore.handler(({ input }) => restoreResults(open(), input.ids)),
  };
}
