import { listActs, redoAct, undoAct } from '../../library/history/history.ts';
import { resultMovers } from '../../workspace/move-results.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function historyCalls(os: Implementer['history'], studio: CallContext) {
  const open = () => studio.account().context;
  return {
    list: os.list.handler(() => listActs(open().db)),
    undo: os.undo.handler(({ input }) => undoAct(open(), resultMovers, input.id)),
    redo: os.redo.handler(({ input }) => redoAct(open(), resultMovers, input.id)),
  };
}
