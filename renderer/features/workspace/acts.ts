import { queryClient } from '../../data/client.ts';
import { api } from '../../transport/api.ts';
import { dropFromPages } from '../grid/page-cache.ts';
import { without } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { attempt } from '../undo/attempt.ts';
import { inChunks } from '../undo/in-chunks.ts';
import { didAct, newAct } from '../undo/undo.ts';

/** What is done to results: kept or thrown away, at once and both undoable. */
const LIST = ['workspace', 'list'] as const;
const KEYS = [['workspace'], ['library'], ['collections']] as const;

function show(ids: readonly string[]): void {
  const gone = new Set(ids);
  dropFromPages(queryClient, LIST, ({ id }) => gone.has(id));
  selections.workspace.setState((selection) => without(selection, ids, null), true);
}

/** Keeps results, in a collection if one is given. `act`: part of a step that began elsewhere. */
export async function saveResults(
  ids: readonly string[],
  collection?: { readonly id: string; readonly name: string },
  act = newAct(),
): Promise<void> {
  if (ids.length === 0) return;
  const into = collection ? { collectionId: collection.id } : {};
  const done = await attempt(
    KEYS,
    () => inChunks(ids, (some) => api.workspace.promote({ ids: some, ...into, act })),
    () => show(ids),
  );
  if (!done) return;
  const named = collection ? { name: collection.name } : {};
  didAct({ id: act, kind: 'promote', count: ids.length, ...named });
}

export async function discardResults(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const act = newAct();
  const done = await attempt(
    KEYS,
    () => inChunks(ids, (some) => api.workspace.discard({ ids: some, act })),
    () => show(ids),
  );
  if (done) didAct({ id: act, kind: 'discard', count: ids.length });
}
