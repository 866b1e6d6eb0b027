import { listActs, type Movers, redoAct, undoAct } from '../../library/history/history.ts';
import {
  discardInside,
  promoteInside,
  restoreInside,
  unpromoteInside,
} from '../../workspace/move-results.ts';
import type { CallContext, Implementer } from '../call-context.ts';

const movers: Movers = {
  promote: promoteInside,
  unpromote: (context, ids) => void unpromoteInside(context, ids),
  discard: (context, ids) => void discardInside(context, ids),
  restore: (context, ids) => void restoreInside(context, ids),
};

export function historyCalls(os: Implementer['history'], studio: CallContext) {
  const open = () => studio.account().context;
  return {
    list: os.list.handler(() => listActs(open().db)),
    undo: os.undo.handler(({ input }) => undoAct(open(), movers, input.id)),
    redo: os.redo.handler(({ input }) => redoAct(open(), movers, input.id)),
  };
}
