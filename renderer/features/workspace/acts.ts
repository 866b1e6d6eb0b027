import i18next from 'i18next';
import { queryClient } from '../../data/client.ts';
import { api } from '../../transport/api.ts';
import { dropFromPages } from '../grid/page-cache.ts';
import { without } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { attempt, refreshKeys } from '../undo/attempt.ts';
import { inChunks } from '../undo/in-chunks.ts';
import { didAct } from '../undo/undo.ts';

/** What is done to results: kept or thrown away, at once and both undoable. */
const LIST = ['workspace', 'list'] as const;
const KEYS = [['workspace'], ['library'], ['collections']] as const;

const words = i18next.getFixedT(null, 'workspace');

function show(ids: readonly string[]): void {
  const gone = new Set(ids);
  dropFromPages(queryClient, LIST, ({ id }) => gone.has(id));
  selections.workspace.setState((selection) => without(selection, ids, null), true);
}

async function promote(ids: readonly string[], collectionId?: string): Promise<string[]> {
  const saved = await inChunks(ids, (some) =>
    api.workspace.promote({ ids: some, ...(collectionId === undefined ? {} : { collectionId }) }),
  );
  return saved.map(({ id }) => id);
}

/** Keeps results, in a collection if one is given. Saved again after an undo they have new ids. */
export async function saveResults(
  ids: readonly string[],
  collection?: { readonly id: string; readonly name: string },
): Promise<void> {
  if (ids.length === 0) return;
  let saved: string[] = [];
  const done = await attempt(
    KEYS,
    async () => void (saved = await promote(ids, collection?.id)),
    () => show(ids),
  );
  if (!done) return;
  didAct({
    label: collection
      ? words('did.savedTo', { count: ids.length, name: collection.name })
      : words('did.saved', { count: ids.length }),
    async undo() {
      await inChunks(saved, (some) => api.workspace.unpromote({ libraryIds: some }));
      await refreshKeys(KEYS);
    },
    async redo() {
      saved = await promote(ids, collection?.id);
      show(ids);
      await refreshKeys(KEYS);
    },
  });
}

const sendDiscard = (ids: readonly string[]) =>
  inChunks(ids, (some) => api.workspace.discard({ ids: some }));

export async function discardResults(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const done = await attempt(
    KEYS,
    () => sendDiscard(ids),
    () => show(ids),
  );
  if (!done) return;
  didAct({
    label: words('did.discarded', { count: ids.length }),
    async undo() {
      await inChunks(ids, (some) => api.workspace.restore({ ids: some }));
      await refreshKeys(KEYS);
    },
    async redo() {
      await sendDiscard(ids);
      show(ids);
      await refreshKeys(KEYS);
    },
  });
}
