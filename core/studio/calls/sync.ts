import type { CallContext, Implementer } from '../call-context.ts';

export function syncCalls(os: Implementer['sync'], studio: CallContext) {
  const sync = () => studio.account().sync;

  /** Sync itself only knows that it has no backend; whoever keeps that backend running knows why. */
  function status() {
    const current = sync().status();
    const trouble = studio.soloTrouble();
    return trouble ? { ...current, state: 'offline' as const, error: trouble } : current;
  }

  return {
    status: os.status.handler(status),
    outbox: os.outbox.handler(({ input }) => sync().outbox(input.limit)),
    pause: os.pause.handler(() => {
      sync().pause();
      return status();
    }),
    resume: os.resume.handler(() => {
      sync().resume();
      return status();
    }),
    retry: os.retry.handler(({ input }) => {
      sync().retry(input.ids);
      return status();
    }),
    discard: os.discard.handler(({ input }) => {
      sync().discard(input.ids);
      return status();
    }),
    conflicts: os.conflicts.handler(() => sync().conflicts()),
    resolve: os.resolve.handler(({ input }) => sync().resolve(input.id, input.choice)),
  };
}
