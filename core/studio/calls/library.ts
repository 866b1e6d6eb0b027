import type { LibraryFilter } from '../../../contract/studio/library.ts';
import {
  getWork,
  purgeWorks,
  restoreWorks,
  trashWorks,
  updateWorks,
} from '../../library/edit-library.ts';
import { nearDuplicates } from '../../library/duplicates.ts';
import {
  countLibrary,
  libraryGroups,
  libraryTimeline,
  listLibrary,
  listLibraryIds,
} from '../../library/library-list.ts';
import { dependentsOf, lineageOf } from '../../library/lineage.ts';
import { setNotDuplicates, withoutDismissed } from '../../library/not-duplicates.ts';
import { mergeWorks } from '../../library/merge-works.ts';
import { facetsOf } from '../../library/query/facets.ts';
import { listProjects } from '../../library/query/projects.ts';
import { stackOf } from '../../library/query/stack.ts';
import { tagsBeginning } from '../../library/tags.ts';
import { worksByNumber } from '../../library/works.ts';
import { frameRateOf } from '../../media/video/frame-rate.ts';
import { sweepUnnamed } from '../../media/sweep-files.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function libraryCalls(os: Implementer['library'], studio: CallContext) {
  const open = () => studio.account().context;
  const now = () => open().clock.now();
  const meant = (filter: Pick<LibraryFilter, 'collectionId' | 'search'>) =>
    studio.account().meanings.prepare(filter);
  return {
    list: os.list.handler(async ({ input }) => {
      await meant(input);
      return listLibrary(open().db, input, input, now());
    }),
    ids: os.ids.handler(async ({ input }) => {
      await meant(input);
      return listLibraryIds(open().db, input, now());
    }),
    timeline: os.timeline.handler(async ({ input }) => {
      await meant(input);
      return libraryTimeline(open().db, input, input.zone, now());
    }),
    groups: os.groups.handler(async ({ input }) => {
      await meant(input);
      return libraryGroups(open().db, input, now());
    }),
    get: os.get.handler(({ input }) => getWork(open().db, input.id)),
    stack: os.stack.handler(({ input }) => stackOf(open().db, input.stackId)),
    frameRate: os.frameRate.handler(({ input }) => {
      const { context, store } = studio.account();
      return frameRateOf({ db: context.db, store }, input.sha256);
    }),
    counts: os.counts.handler(() => countLibrary(open().db)),
    tags: os.tags.handler(({ input }) => tagsBeginning(open().db, input.prefix)),
    facets: os.facets.handler(() => facetsOf(open().db)),
    lineage: os.lineage.handler(({ input }) => lineageOf(open().db, input.id)),
    dependents: os.dependents.handler(({ input }) => dependentsOf(open().db, input.ids)),
    duplicates: os.duplicates.handler(async ({ input: { offset, limit } }) => {
      const { db } = open();
      const groups = withoutDismissed(db, await nearDuplicates(db));
      const items = groups
        .slice(offset, offset + limit)
        .map((numbers) => worksByNumber(db, numbers));
      return { items, total: groups.length };
    }),
    setNotDuplicates: os.setNotDuplicates.handler(({ input }) =>
      setNotDuplicates(open(), input.ids, input.isNot, input.act),
    ),
    update: os.update.handler(({ input }) =>
      updateWorks(open(), input.ids, input.patch, input.act),
    ),
    projects: os.projects.handler(() => listProjects(open().db)),
    merge: os.merge.handler(({ input }) => mergeWorks(open(), input.keepId, input.ids, input.act)),
    trash: os.trash.handler(({ input }) => trashWorks(open(), input.ids, input.act)),
    restore: os.restore.handler(({ input }) => restoreWorks(open(), input.ids, input.act)),
    purge: os.purge.handler(async ({ input }) => {
      const { context, store } = studio.account();
      const purged = purgeWorks(context, input.ids);
      await sweepUnnamed(context, store);
      return { purged };
    }),
  };
}
