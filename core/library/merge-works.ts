import { type LibraryAsset, MAX_TAGS, Notes } from '../../contract/assets.ts';
import { AtelierError } from '../../contract/errors.ts';
import type { LibraryPatch } from '../../contract/studio/library.ts';
import { newId } from '../system/ids.ts';
import type { LibraryContext } from './context.ts';
import { addItems, requireCollection } from './edit-collections.ts';
import { getWork, requireWorks, trashWorks, updateWorks } from './edit-library.ts';
import { recordAct } from './history/record.ts';
import { foldTag } from './tags.ts';

const TOPICS = ['library', 'collections', 'sync', 'history'] as const;

/**
 * Keeps one work of several that are alike; the others go to the trash. What a creator said of them goes over to it.
 * One transaction and one act. Errors: `not_found`; `invalid_input` if the one that is kept is the only one named.
 */
export function mergeWorks(
  context: LibraryContext,
  keepId: string,
  ids: readonly string[],
  act = newId(),
): LibraryAsset {
  return context.command(TOPICS, () => {
    const kept = getWork(context.db, keepId);
    const others = requireWorks(
      context.db,
      ids.filter((id) => id !== keepId),
    ).filter(({ trashedAt }) => trashedAt === null);
    if (others.length === 0) {
      throw new AtelierError('invalid_input', 'There is nothing to merge with.', { field: 'ids' });
    }
    // First: an act is called what it began with.
    trashWorks(
      context,
      others.map(({ id }) => id),
      act,
      'merge',
    );
    const patch = taken(kept, others);
    if (Object.keys(patch).length > 0) updateWorks(context, [keepId], patch, act);
    const theirs = new Set(others.flatMap(({ collectionIds }) => collectionIds));
    const steps = [...theirs]
      .filter((id) => !kept.collectionIds.includes(id))
      .filter((id) => requireCollection(context.db, id).search === null)
      .flatMap((id) => addItems(context, id, [keepId]));
    recordAct(context, { act, kind: 'collect', count: 0 }, steps);
    return getWork(context.db, keepId);
  });
}

/** What the one that is kept gains. Its own words stay as they are. */
function taken(kept: LibraryAsset, others: readonly LibraryAsset[]): LibraryPatch {
  const rating = Math.max(kept.rating, ...others.map((work) => work.rating));
  const has = new Set(kept.tags.map(foldTag));
  const addTags = others
    .flatMap(({ tags }) => tags)
    .filter((tag) => !has.has(foldTag(tag)) && has.add(foldTag(tag)).size <= MAX_TAGS);
  const title = kept.title ?? others.find((work) => work.title !== null)?.title;
  const notes = kept.notes ?? joined(others);
  const projectId = kept.projectId ?? others.find((work) => work.projectId !== null)?.projectId;
  return {
    ...(rating > kept.rating && { rating }),
    ...(!kept.isFavorite && others.some((work) => work.isFavorite) && { isFavorite: true }),
    ...(addTags.length > 0 && { addTags }),
    ...(kept.title === null && title != null && { title }),
    ...(kept.notes === null && notes !== undefined && { notes }),
    ...(kept.projectId === null && projectId != null && { projectId }),
  };
}

/** All their notes, each once, as long as they fit. */
function joined(others: readonly LibraryAsset[]): string | undefined {
  const notes = [...new Set(others.flatMap((work) => work.notes ?? []))];
  while (notes.length > 0) {
    const text = notes.join('\n\n');
    if (Notes.safeParse(text).success) return text;
    notes.pop();
  }
  return undefined;
}
