import type { CallContext, Implementer } from '../call-context.ts';

export function exportCalls(os: Implementer['export'], studio: CallContext) {
  const open = () => studio.account().exports;
  return {
    start: os.start.handler(({ input }) => open().start(input)),
    status: os.status.handler(({ input }) => open().status(input.id)),
    cancel: os.cancel.handler(({ input }) => studio.tasks.cancel(input.id)),
  };
}
