import i18next from 'i18next';
import type { Collection, LibraryAsset } from '../../../contract/assets.ts';
import { queryClient } from '../../data/client.ts';
import { api } from '../../transport/api.ts';
import { patchInPages } from '../grid/page-cache.ts';
import { attempt, refreshKeys } from '../undo/attempt.ts';
import { inChunks } from '../undo/in-chunks.ts';
import { didAct } from '../undo/undo.ts';

/** What is done to collections. The works in them stay in the library whatever happens here. */
type Named = Pick<Collection, 'id' | 'name'>;

const KEYS = [['collections'], ['library']] as const;
const LIST_KEY = ['collections', 'list'];

const words = i18next.getFixedT(null, 'collections');

function showList(change: (collections: Collection[]) => Collection[]): void {
  queryClient.setQueryData<Collection[]>(LIST_KEY, (old) => (old ? change(old) : old));
}

const remove = async (id: string) => {
  await api.collections.remove({ id });
  await refreshKeys(KEYS);
};
const restore = async (id: string) => {
  await api.collections.restore({ id });
  await refreshKeys(KEYS);
};

/** Makes a collection, with works in it if some are given. Undefined if it failed; that was told already. */
export async function createCollection(
  name: string,
  assetIds: readonly string[] = [],
  { quiet = false }: { quiet?: boolean } = {},
): Promise<Collection | undefined> {
  let created: Collection | undefined;
  await attempt(KEYS, async () => {
    created = await api.collections.create({ name, assetIds: assetIds.slice(0, 1_000) });
    const { id } = created;
    await inChunks(assetIds.slice(1_000), async (some) => {
      await api.collections.add({ id, assetIds: some });
    });
  });
  if (!created) return undefined;
  const { id } = created;
  didAct(
    {
      label: words('did.created', { name }),
      undo: () => remove(id),
      redo: () => restore(id),
    },
    { quiet },
  );
  return created;
}

export async function renameCollection(collection: Named, name: string): Promise<void> {
  const after = name.trim();
  const { id, name: before } = collection;
  if (after === '' || after === before) return;
  const done = await attempt(
    KEYS,
    () => api.collections.update({ id, name: after }),
    () => showList((all) => all.map((one) => (one.id === id ? { ...one, name: after } : one))),
  );
  if (!done) return;
  const rename = async (to: string) => {
    await api.collections.update({ id, name: to });
    await refreshKeys(KEYS);
  };
  didAct(
    {
      label: words('did.renamed', { name: after }),
      undo: () => rename(before),
      redo: () => rename(after),
    },
    { quiet: true },
  );
}

export async function deleteCollection({ id, name }: Named): Promise<boolean> {
  const done = await attempt(
    KEYS,
    () => api.collections.remove({ id }),
    () => showList((all) => all.filter((one) => one.id !== id)),
  );
  if (!done) return false;
  didAct({
    label: words('did.deleted', { name }),
    undo: () => restore(id),
    redo: () => remove(id),
  });
  return true;
}

function showMembership(ids: readonly string[], collectionId: string, isMember: boolean): void {
  const touched = new Set(ids);
  const change = (work: LibraryAsset): LibraryAsset => {
    if (!touched.has(work.id)) return work;
    const others = work.collectionIds.filter((id) => id !== collectionId);
    return { ...work, collectionIds: isMember ? [...others, collectionId] : others };
  };
  patchInPages<LibraryAsset>(queryClient, ['library', 'list'], change);
}

async function setMembers(id: string, ids: readonly string[], isMember: boolean): Promise<void> {
  await inChunks(ids, async (some) => {
    await (isMember
      ? api.collections.add({ id, assetIds: some })
      : api.collections.take({ id, assetIds: some }));
  });
}

/**
 * Puts works into a collection or takes them out. `ids` are those whose membership changes: undoing must not take
 * out a work that was in it before.
 */
export async function changeMembers(
  collection: Named,
  ids: readonly string[],
  isMember: boolean,
): Promise<void> {
  const { id, name } = collection;
  if (ids.length === 0) return;
  const done = await attempt(
    KEYS,
    () => setMembers(id, ids, isMember),
    () => showMembership(ids, id, isMember),
  );
  if (!done) return;
  const change = async (to: boolean) => {
    await setMembers(id, ids, to);
    await refreshKeys(KEYS);
  };
  didAct({
    label: words(isMember ? 'did.added' : 'did.taken', { count: ids.length, name }),
    undo: () => change(!isMember),
    redo: () => change(isMember),
  });
}
