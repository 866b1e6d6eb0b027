import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** Groups that the creator said are no duplicates; the newest of very many are kept in mind. */
const MOST = 500;

interface NotDuplicates {
  readonly keys: readonly string[];
  readonly add: (key: string) => void;
  readonly remove: (key: string) => void;
}

export const useNotDuplicates = create<NotDuplicates>()(
  persist(
    (set) => ({
      keys: [],
      add: (key) => set(({ keys }) => ({ keys: [key, ...keys].slice(0, MOST) })),
      remove: (key) => set(({ keys }) => ({ keys: keys.filter((one) => one !== key) })),
    }),
    { name: 'atelier.notDuplicates', version: 1, partialize: ({ keys }) => ({ keys }) },
  ),
);

/** A group that gains or loses a work is another group. */
export function keyOfGroup(group: readonly { readonly id: string }[]): string {
  return group
    .map(({ id }) => id)
    .toSorted()
    .join(' ');
}
