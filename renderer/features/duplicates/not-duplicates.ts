import { api } from '../../transport/api.ts';
import { LIBRARY_KEYS } from '../library/acts.ts';
import { attempt } from '../undo/attempt.ts';
import { didAct, newAct } from '../undo/undo.ts';

type Group = readonly { readonly id: string }[];

/** What a group is known by on the screen; one that gains or loses a work is another. */
export function keyOfGroup(group: Group): string {
  return group
    .map(({ id }) => id)
    .toSorted()
    .join(' ');
}

/** Says that a group is no group of duplicates, here and on the creator's other machines. */
export async function dismissGroup(group: Group): Promise<void> {
  const ids = group.map(({ id }) => id);
  const act = newAct();
  const send = () => api.library.setNotDuplicates({ ids, isNot: true, act });
  if (await attempt(LIBRARY_KEYS, send)) {
    didAct({ id: act, kind: 'not_duplicates', count: ids.length });
  }
}
