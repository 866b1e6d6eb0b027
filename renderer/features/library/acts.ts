import i18next from 'i18next';
import { queryClient } from '../../data/client.ts';
import { api } from '../../transport/api.ts';
import { dropFromPages } from '../grid/page-cache.ts';
import { without } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { attempt } from '../undo/attempt.ts';
import { inChunks } from '../undo/in-chunks.ts';
import { didAct, newAct } from '../undo/undo.ts';

/**
 * Where kept works go: the trash and back, or away for good. Each shows at once, is sent, is taken back from the screen if it fails, and can be
 * undone. Ids in any number.
 */
const LIST = ['library', 'list'] as const;
export const LIBRARY_KEYS = [['library'], ['collections']] as const;

function leaveSelection(ids: readonly string[]): void {
  selections.library.setState((selection) => without(selection, ids, null), true);
}

async function dropAnd(
  ids: readonly string[],
  fromTrash: boolean,
  send: () => Promise<unknown>,
): Promise<boolean> {
  return attempt(LIBRARY_KEYS, send, () => {
    const gone = new Set(ids);
    dropFromPages(
      queryClient,
      LIST,
      ({ id }, { shelf }) => gone.has(id) && (shelf === 'trash') === fromTrash,
    );
    leaveSelection(ids);
  });
}

export async function trashWorks(ids: readonly string[]): Promise<void> {
  const act = newAct();
  const send = () => inChunks(ids, (some) => api.library.trash({ ids: some, act }));
  if (ids.length === 0) return;
  const dependents = countDependents(ids);
  if (!(await dropAnd(ids, false, send))) return;
  const count = await dependents;
  const key = ids.length === 1 ? 'depend' : 'dependMany';
  const detail = count === 0 ? undefined : i18next.t(key, { ns: 'lineage', count });
  didAct({ id: act, kind: 'trash', count: ids.length }, { detail });
}

/** Works that were made from these; of a very large selection nobody asks. */
async function countDependents(ids: readonly string[]): Promise<number> {
  if (ids.length > 1_000) return 0;
  return api.library.dependents({ ids: [...ids] }).then(
    (works) => works.length,
    () => 0,
  );
}

export async function restoreWorks(ids: readonly string[]): Promise<void> {
  const act = newAct();
  const send = () => inChunks(ids, (some) => api.library.restore({ ids: some, act }));
  if (ids.length === 0 || !(await dropAnd(ids, true, send))) return;
  didAct({ id: act, kind: 'restore', count: ids.length });
}

/** Deletes for good; whoever calls this has asked. Without ids: everything in the trash. */
export async function purgeWorks(ids?: readonly string[]): Promise<number> {
  let purged = 0;
  await attempt(LIBRARY_KEYS, async () => {
    if (ids === undefined) purged = (await api.library.purge({})).purged;
    else {
      await inChunks(ids, async (some) => {
        purged += (await api.library.purge({ ids: some })).purged;
      });
    }
    leaveSelection(ids ?? [...selections.library.getState().ids]);
  });
  return purged;
}
