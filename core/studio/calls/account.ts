import type { CallContext, Implementer } from '../call-context.ts';

export function accountCalls(os: Implementer['account'], studio: CallContext) {
  return {
    get: os.get.handler(() => studio.account().describe()),
    connect: os.connect.handler(({ input }) => studio.connect(input)),
    disconnect: os.disconnect.handler(() => studio.disconnect()),
  };
}
