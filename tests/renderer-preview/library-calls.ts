import type { Collection, LibraryAsset, WorkspaceAsset } from '../../contract/assets.ts';
import { AtelierError } from '../../contract/errors.ts';
import type { Topic } from '../../contract/studio/events.ts';
import type { LibraryFilter, LibraryPatch } from '../../contract/studio/library.ts';
import { fakeId, UNSAID } from './works.ts';

type Calls = Record<string, (input: never) => unknown>;
interface Paging {
  offset?: number;
  limit?: number;
}

function paged<Item>(items: readonly Item[], { offset = 0, limit = 100 }: Paging) {
  return { items: items.slice(offset, offset + limit), total: items.length };
}

/** Workspace, library and collections that remember what is done to them, as long as the page lives. */
export function createLibraryCalls(
  start: { results: WorkspaceAsset[]; works: LibraryAsset[]; collections: Collection[] },
  emit: (topic: Topic) => void,
): Calls {
  let results = start.results;
  let works = start.works;
  let collections = start.collections;
  const discarded = new Map<string, WorkspaceAsset>();
  const promoted = new Map<string, WorkspaceAsset>();
  const removed = new Map<string, Collection>();
  let nextId = 0;

  const changed = <T>(topic: Topic, answer: T): T => {
    setTimeout(() => emit(topic), 5);
    return answer;
  };
  const edit = (ids: readonly string[], change: (work: LibraryAsset) => LibraryAsset) => {
    works = works.map((work) => (ids.includes(work.id) ? change(work) : work));
    return changed(
      'library',
      works.filter(({ id }) => ids.includes(id)),
    );
  };
  const counted = () =>
    collections.map((one): Collection => {
      const inside = works.filter(
        ({ collectionIds, trashedAt }) => trashedAt === null && collectionIds.includes(one.id),
      );
      return { ...one, count: inside.length, coverSha256: inside[0]?.sha256 ?? null };
    });
  const collection = (id: string) => counted().find((one) => one.id === id);
  const take = (ids: readonly string[]) => {
    const taken = results.filter(({ id }) => ids.includes(id));
    results = results.filter(({ id }) => !ids.includes(id));
    return taken;
  };
  const back = (returned: readonly (WorkspaceAsset | undefined)[]) => {
    const here = returned.filter((asset) => asset !== undefined);
    results = [...results, ...here].toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
    return changed('workspace', here);
  };
  const filtered = (filter: LibraryFilter) => {
    const words = (filter.search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const found = works.filter((work) => {
      if ((filter.shelf === 'trash') !== (work.trashedAt !== null)) return false;
      if (filter.shelf === 'favorites' && !work.isFavorite) return false;
      if (filter.collectionId && !work.collectionIds.includes(filter.collectionId)) return false;
      const text =
        ` ${work.title ?? ''} ${work.recipe?.prompt ?? ''} ${work.fileName ?? ''}`.toLowerCase();
      return words.every((word) => text.includes(` ${word}`));
    });
    if (filter.sort === 'oldest') return found.toReversed();
    if (filter.sort === 'title')
      return found.toSorted((a, b) => (a.title ?? '~').localeCompare(b.title ?? '~'));
    return found;
  };

  return {
    'workspace.list': (input: Paging) => paged(results, input),
    'workspace.promote': ({ ids, collectionId }: { ids: string[]; collectionId?: string }) => {
      const saved = take(ids).map((asset): LibraryAsset => {
        const id = fakeId(6, (nextId += 1));
        promoted.set(id, asset);
        const { orderId: _, jobId: __, expiresAt: ___, ...file } = asset;
        return {
          ...file,
          id,
          origin: 'generated',
          title: null,
          fileName: null,
          isFavorite: false,
          ...UNSAID,
          collectionIds: collectionId ? [collectionId] : [],
          syncState: 'queued',
          trashedAt: null,
        };
      });
      works = [...saved, ...works];
      emit('workspace');
      return changed('library', saved);
    },
    'workspace.unpromote': ({ libraryIds }: { libraryIds: string[] }) => {
      works = works.filter(({ id }) => !libraryIds.includes(id));
      emit('library');
      return back(libraryIds.map((id) => promoted.get(id)));
    },
    'workspace.discard': ({ ids }: { ids: string[] }) => {
      for (const asset of take(ids)) discarded.set(asset.id, asset);
      return changed('workspace', undefined);
    },
    'workspace.restore': ({ ids }: { ids: string[] }) => back(ids.map((id) => discarded.get(id))),
    'library.list': (input: LibraryFilter & Paging) => paged(filtered(input), input),
    'library.ids': (input: LibraryFilter) => filtered(input).map(({ id }) => id),
    'library.get': ({ id }: { id: string }) => {
      const work = works.find((one) => one.id === id);
      if (!work) throw new AtelierError('not_found', 'preview');
      return work;
    },
    'library.counts': () => ({
      all: filtered({ shelf: 'all', sort: 'newest', stacked: false }).length,
      favorites: filtered({ shelf: 'favorites', sort: 'newest', stacked: false }).length,
      trash: filtered({ shelf: 'trash', sort: 'newest', stacked: false }).length,
    }),
    'library.update': ({ ids, patch }: { ids: string[]; patch: LibraryPatch }) => {
      if (patch.title === 'fail') throw new AtelierError('disk_full', 'preview');
      return edit(ids, (work) => ({ ...work, ...patch }));
    },
    'library.trash': ({ ids }: { ids: string[] }) =>
      edit(ids, (work) => ({ ...work, trashedAt: new Date().toISOString() })) && undefined,
    'library.restore': ({ ids }: { ids: string[] }) =>
      edit(ids, (work) => ({ ...work, trashedAt: null })),
    'library.purge': ({ ids }: { ids?: string[] }) => {
      const before = works.length;
      works = works.filter(({ id, trashedAt }) => trashedAt === null || (ids && !ids.includes(id)));
      return changed('library', { purged: before - works.length });
    },
    'collections.list': () => counted(),
    'collections.create': ({ name, assetIds = [] }: { name: string; assetIds?: string[] }) => {
      const id = fakeId(7, (nextId += 1));
      collections = [
        ...collections,
        {
          id,
          name,
          parentId: null,
          search: null,
          count: 0,
          coverSha256: null,
          createdAt: new Date().toISOString(),
        },
      ];
      edit(assetIds, (work) => ({ ...work, collectionIds: [...work.collectionIds, id] }));
      return changed('collections', collection(id));
    },
    'collections.update': ({ id, name }: { id: string; name: string }) => {
      collections = collections.map((one) => (one.id === id ? { ...one, name } : one));
      return changed('collections', collection(id));
    },
    'collections.remove': ({ id }: { id: string }) => {
      const one = collection(id);
      if (one) removed.set(id, one);
      collections = collections.filter((other) => other.id !== id);
      return changed('collections', undefined);
    },
    'collections.restore': ({ id }: { id: string }) => {
      const one = removed.get(id);
      if (one) collections = [...collections, one];
      return changed('collections', one);
    },
    'collections.add': ({ id, assetIds }: { id: string; assetIds: string[] }) => {
      edit(assetIds, (work) => ({
        ...work,
        collectionIds: [...new Set([...work.collectionIds, id])],
      }));
      return changed('collections', collection(id));
    },
    'collections.take': ({ id, assetIds }: { id: string; assetIds: string[] }) => {
      edit(assetIds, (work) => ({
        ...work,
        collectionIds: work.collectionIds.filter((one) => one !== id),
      }));
      return changed('collections', collection(id));
    },
  };
}
