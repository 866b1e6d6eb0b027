import {
  getWork,
  purgeWorks,
  restoreWorks,
  trashWorks,
  updateWorks,
} from '../../library/edit-library.ts';
import { countLibrary, listLibrary, listLibraryIds } from '../../library/library-list.ts';
import { sweepUnnamed } from '../../media/sweep-files.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function libraryCalls(os: Implementer['library'], studio: CallContext) {
  const open = () => studio.account().context;
  return {
    list: os.list.handler(({ input }) => listLibrary(open().db, input, input)),
    ids: os.ids.handler(({ input }) => listLibraryIds(open().db, input)),
    get: os.get.handler(({ input }) => getWork(open().db, input.id)),
    counts: os.counts.handler(() => countLibrary(open().db)),
    update: os.update.handler(({ input }) => updateWorks(open(), input.ids, input.patch)),
    trash: os.trash.handler(({ input }) => trashWorks(open(), input.ids)),
    restore: os.restore.handler(({ input }) => restoreWorks(open(), input.ids)),
    purge: os.purge.handler(async ({ input }) => {
      const { context, store } = studio.account();
      const purged = purgeWorks(context, input.ids);
      await sweepUnnamed(context, store);
      return { purged };
    }),
  };
}
