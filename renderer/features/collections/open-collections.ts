import { create } from 'zustand';
import { persist } from 'zustand/middleware';

interface OpenCollections {
  readonly ids: readonly string[];
  readonly setOpen: (id: string, isOpen: boolean) => void;
}

/** Which collections show what is inside them; remembered on this machine. */
export const useOpenCollections = create<OpenCollections>()(
  persist(
    (set) => ({
      ids: [],
      setOpen: (id, isOpen) =>
        set(({ ids }) => {
          const others = ids.filter((other) => other !== id);
          return { ids: isOpen ? [...others, id] : others };
        }),
    }),
    { name: 'atelier.open-collections', partialize: ({ ids }) => ({ ids }) },
  ),
);
