import { knownWorks } from '../library/known-works.ts';

/**
 * Those of `ids` that are not in the collection yet. A work that is not in memory counts as not in it: adding it
 * twice does nothing, and only an undo could then take out a work that was in before.
 */
export function membersToAdd(collectionId: string, ids: readonly string[]): string[] {
  const members = new Set(
    knownWorks(ids)
      .filter((work) => work.collectionIds.includes(collectionId))
      .map(({ id }) => id),
  );
  return ids.filter((id) => !members.has(id));
}

export function membersToTake(collectionId: string, ids: readonly string[]): string[] {
  const outside = new Set(
    knownWorks(ids)
      .filter((work) => !work.collectionIds.includes(collectionId))
      .map(({ id }) => id),
  );
  return ids.filter((id) => !outside.has(id));
}
