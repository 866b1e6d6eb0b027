import type { CallContext, Implementer } from '../call-context.ts';

export function analysisCalls(os: Implementer['analysis'], studio: CallContext) {
  const open = () => studio.account().analyses;
  return {
    get: os.get.handler(({ input }) => open().get(input.id)),
    ask: os.ask.handler(({ input }) => open().ask(input.ids, input.again)),
    meanings: os.meanings.handler(() => studio.account().meanings.status()),
    cancel: os.cancel.handler(({ input }) => open().cancel(input.ids)),
  };
}
