import type { CallContext, Implementer } from '../call-context.ts';

export function importCalls(os: Implementer['imports'], studio: CallContext) {
  const open = () => studio.account().imports;
  return {
    folder: os.folder.handler(({ input }) => open().start(input)),
    status: os.status.handler(() => open().list()),
    cancel: os.cancel.handler(({ input }) => open().cancel(input.id)),
  };
}

export function watchedCalls(os: Implementer['watched'], studio: CallContext) {
  const open = () => studio.account().watch;
  return {
    list: os.list.handler(() => open().list()),
    add: os.add.handler(({ input }) => open().add(input)),
    remove: os.remove.handler(({ input }) => open().remove(input.id)),
  };
}
