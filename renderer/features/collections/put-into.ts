import type { Collection } from '../../../contract/assets.ts';
import { newAct } from '../undo/undo.ts';
import { saveResults } from '../workspace/acts.ts';
import { changeMembers, createCollection } from './acts.ts';
import { membersToAdd } from './members.ts';

/** Puts works where the creator chose, whether they are results still or kept already. */
export async function putInto(
  collection: Pick<Collection, 'id' | 'name'>,
  from: 'workspace' | 'library',
  ids: readonly string[],
): Promise<void> {
  if (from === 'workspace') await saveResults(ids, collection);
  else await changeMembers(collection, membersToAdd(collection.id, ids), true);
}

interface NewPlace {
  readonly from: 'workspace' | 'library';
  readonly ids: readonly string[];
  /** The collection it will lie in. */
  readonly parentId?: string | null;
}

/** Makes a collection with works in it. Results have to be saved before they can be in one. */
export async function putIntoNew(
  name: string,
  { from, ids, parentId = null }: NewPlace,
): Promise<Collection | undefined> {
  if (from === 'library') return createCollection({ name, parentId, assetIds: ids });
  // One step: undoing it takes both the works and the collection back.
  const act = newAct();
  const collection = await createCollection({ name, parentId }, { quiet: ids.length > 0, act });
  if (collection && ids.length > 0) await saveResults(ids, collection, act);
  return collection;
}
