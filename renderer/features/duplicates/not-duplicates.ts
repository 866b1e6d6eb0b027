import { api } from '../../transport/api.ts';
import { notify } from '../../ui/toast.tsx';
import { LIBRARY_KEYS } from '../library/acts.ts';
import { attempt } from '../undo/attempt.ts';

type Group = readonly { readonly id: string }[];

/** What a group is known by on the screen; one that gains or loses a work is another. */
export function keyOfGroup(group: Group): string {
  return group
    .map(({ id }) => id)
    .toSorted()
    .join(' ');
}

/** Says that a group is no group of duplicates; the word of it offers to take that back. */
export async function dismissGroup(group: Group, message: string): Promise<void> {
  const ids = group.map(({ id }) => id);
  const say = (isNot: boolean) =>
    attempt(LIBRARY_KEYS, () => api.library.setNotDuplicates({ ids, isNot }));
  if (await say(true)) notify({ message, undo: () => void say(false) });
}
