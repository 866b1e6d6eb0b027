import type { CallContext, Implementer } from '../call-context.ts';

export function importCalls(os: Implementer['imports'], studio: CallContext) {
  const open = () => studio.account().imports;
  return {
    folder: os.folder.handler(({ input }) => open().start(input)),
    files: os.files.handler(({ input }) => open().files(input)),
    status: os.status.handler(() => open().list()),
    cancel: os.cancel.handler(({ input }) => open().cancel(input.id)),
    undo: os.undo.handler(({ input }) => ({ trashed: open().undo(input.id, input.act) })),
  };
}

export function watchedCalls(os: Implementer['watched'], studio: CallContext) {
  const open = () => studio.account().watch;
  return {
    list: os.list.handler(() => open().list()),
    add: os.add.handler(({ input }) => open().add(input)),
    pause: os.pause.handler(({ input }) => open().pause(input.id, input.paused)),
    remove: os.remove.handler(({ input }) => open().remove(input.id)),
  };
}
