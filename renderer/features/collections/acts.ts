import type { Collection, LibraryAsset } from '../../../contract/assets.ts';
import { queryClient } from '../../data/client.ts';
import { api } from '../../transport/api.ts';
import { patchInPages } from '../grid/page-cache.ts';
import { attempt } from '../undo/attempt.ts';
import { inChunks } from '../undo/in-chunks.ts';
import { didAct, newAct } from '../undo/undo.ts';

/** What is done to collections. The works in them stay in the library whatever happens here. */
type Named = Pick<Collection, 'id' | 'name'>;

const KEYS = [['collections'], ['library']] as const;
const LIST_KEY = ['collections', 'list'];

function showList(change: (collections: Collection[]) => Collection[]): void {
  queryClient.setQueryData<Collection[]>(LIST_KEY, (old) => (old ? change(old) : old));
}

interface NewCollection {
  readonly name: string;
  readonly parentId?: string | null;
  /** Makes it smart. */
  readonly search?: string;
  /** Works it begins with. */
  readonly assetIds?: readonly string[];
}

/** Makes a collection. Undefined if it failed; that was told already. `act`: part of a step that goes on. */
export async function createCollection(
  { name, parentId = null, search, assetIds = [] }: NewCollection,
  { quiet = false, act = newAct() }: { quiet?: boolean; act?: string } = {},
): Promise<Collection | undefined> {
  let created: Collection | undefined;
  await attempt(KEYS, async () => {
    const first = assetIds.slice(0, 1_000);
    const smart = search === undefined ? {} : { search };
    created = await api.collections.create({ name, parentId, ...smart, assetIds: first, act });
    const { id } = created;
    await inChunks(assetIds.slice(1_000), async (some) => {
      await api.collections.add({ id, assetIds: some, act });
    });
  });
  if (!created) return undefined;
  didAct({ id: act, kind: 'create_collection', count: 1, name }, { quiet });
  return created;
}

type CollectionPatch = Partial<{ name: string; parentId: string | null; search: string }>;

/** Renames it, moves it into another one, or changes what a smart one looks for. */
export async function changeCollection(collection: Named, patch: CollectionPatch): Promise<void> {
  const { id } = collection;
  const act = newAct();
  const done = await attempt(
    KEYS,
    () => api.collections.update({ id, ...patch, act }),
    () => showList((all) => all.map((one) => (one.id === id ? { ...one, ...patch } : one))),
  );
  if (!done) return;
  const name = patch.name ?? collection.name;
  didAct({ id: act, kind: 'change_collection', count: 1, name }, { quiet: true });
}

export async function renameCollection(collection: Named, name: string): Promise<void> {
  const after = name.trim();
  if (after === '' || after === collection.name) return;
  await changeCollection(collection, { name: after });
}

export async function deleteCollection({ id, name }: Named): Promise<boolean> {
  const act = newAct();
  const done = await attempt(
    KEYS,
    () => api.collections.remove({ id, act }),
    () => showList((all) => all.filter((one) => one.id !== id)),
  );
  if (done) didAct({ id: act, kind: 'remove_collection', count: 1, name });
  return done;
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

/**
 * Puts works into a collection or takes them out. `ids` are those whose membership changes: undoing must not take
 * out a work that was in it before.
 */
export async function changeMembers(
  { id, name }: Named,
  ids: readonly string[],
  isMember: boolean,
): Promise<void> {
  if (ids.length === 0) return;
  const act = newAct();
  const verb = isMember ? 'add' : 'take';
  const done = await attempt(
    KEYS,
    () =>
      inChunks(ids, async (some) => {
        await api.collections[verb]({ id, assetIds: some, act });
      }),
    () => showMembership(ids, id, isMember),
  );
  if (!done) return;
  didAct({ id: act, kind: isMember ? 'collect' : 'uncollect', count: ids.length, name });
}
