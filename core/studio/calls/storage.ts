import { sharesOf } from '../../storage/shares.ts';
import { clearLost, clearThumbnails, storageOverview } from '../../storage/usage.ts';
import { diskRoom } from '../../system/disk-space.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function storageCalls(os: Implementer['storage'], studio: CallContext) {
  const open = () => studio.account();
  return {
    overview: os.overview.handler(() => storageOverview(open().care)),
    shares: os.shares.handler(({ input }) => sharesOf(open().context.db, input.by)),
    disk: os.disk.handler(() => diskRoom(open().care.paths.root)),
    tasks: os.tasks.handler(() => studio.tasks.list()),
    cancel: os.cancel.handler(({ input }) => studio.tasks.cancel(input.id)),
    verify: os.verify.handler(() => open().storage.verify()),
    repair: os.repair.handler(({ input }) => open().storage.repair(input.from)),
    report: os.report.handler(() => open().storage.report()),
    backup: os.backup.handler(({ input }) => open().storage.backUp(input.folder)),
    backups: os.backups.handler(() => open().storage.backups()),
    forgetBackup: os.forgetBackup.handler(({ input }) => open().storage.forgetBackup(input.folder)),
    restore: os.restore.handler(({ input }) => open().storage.restore(input.folder)),
    move: os.move.handler(({ input }) => open().storage.move(input.folder)),
    clearThumbnails: os.clearThumbnails.handler(() => clearThumbnails(open().care)),
    clearLost: os.clearLost.handler(() => clearLost(open().care)),
  };
}
