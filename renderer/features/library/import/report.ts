import type { FilesReport } from '../../../../contract/studio/imports.ts';
import { addedWorks, type ImportQueue, summarise } from './queue.ts';

const MOST_REFUSALS = 200;
const MOST_SIMILAR = 1_000;

/** What became of a list of files so far, as the studio lists it among all imports; nothing of an empty one. */
export function reportOf(queue: ImportQueue): FilesReport | undefined {
  const { id, items } = queue;
  const [first] = items;
  if (id === null || first === undefined) return undefined;
  const { total, refused, active } = summarise(queue);
  const outcomes = items.flatMap(({ state }) =>
    state.kind === 'done' && state.outcome ? [state.outcome] : [],
  );
  return {
    id,
    path: first.file.name,
    // Files that came later may have gone elsewhere.
    collectionId: items.every(({ collectionId }) => collectionId === first.collectionId)
      ? first.collectionId
      : null,
    total,
    addedIds: addedWorks(queue),
    known: outcomes.filter(({ isKnown }) => isKnown).length,
    similar: outcomes
      .filter(({ likeIds }) => likeIds.length > 0)
      .slice(0, MOST_SIMILAR)
      .map(({ workId, likeIds }) => ({ id: workId, likeIds: [...likeIds] })),
    refused,
    refusals: items
      .flatMap(({ file, state }) =>
        state.kind === 'refused' ? [{ path: file.name, error: state.error }] : [],
      )
      .slice(0, MOST_REFUSALS),
    ended: !active,
  };
}
