import type { CallContext, Implementer } from '../call-context.ts';

export function syncCalls(os: Implementer['sync'], studio: CallContext) {
  const sync = () => studio.account().sync;
  return {
    status: os.status.handler(() => sync().status()),
    outbox: os.outbox.handler(() => sync().outbox()),
    retry: os.retry.handler(({ input }) => {
      sync().retry(input.ids);
      return sync().status();
    }),
    discard: os.discard.handler(({ input }) => {
      sync().discard(input.ids);
      return sync().status();
    }),
    conflicts: os.conflicts.handler(() => sync().conflicts()),
    resolve: os.resolve.handler(({ input }) => sync().resolve(input.id, input.choice)),
  };
}
