import { api } from '../../transport/api.ts';
import { attempt } from '../undo/attempt.ts';
import { didAct, newAct } from '../undo/undo.ts';
import { LIBRARY_KEYS } from '../library/acts.ts';

/** One work that is kept and all of its group. */
export interface Merge {
  readonly keepId: string;
  readonly ids: readonly string[];
}

/** Merges groups, one after the other, as one act. */
export async function mergeGroups(merges: readonly Merge[]): Promise<void> {
  if (merges.length === 0) return;
  const act = newAct();
  const done = await attempt(LIBRARY_KEYS, async () => {
    for (const { keepId, ids } of merges) {
      await api.library.merge({ keepId, ids: [...ids], act });
    }
  });
  const count = merges.reduce((sum, { ids }) => sum + ids.length, 0);
  if (done) didAct({ id: act, kind: 'merge', count });
}
