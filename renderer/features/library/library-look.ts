import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { GridShape } from '../grid/use-layout.ts';

interface LibraryLook {
  readonly shape: GridShape;
  readonly isByDay: boolean;
  /** Variants and slides of one order are one tile. */
  readonly isStacked: boolean;
  readonly set: (look: Partial<Pick<LibraryLook, 'shape' | 'isByDay' | 'isStacked'>>) => void;
}

/** How the library shows its works, wherever one is in it; remembered on this machine. */
export const useLibraryLook = create<LibraryLook>()(
  persist(
    (set) => ({
      shape: 'justified',
      isByDay: false,
      isStacked: false,
      set: (look) => set(look),
    }),
    {
      name: 'atelier.library-look',
      partialize: ({ shape, isByDay, isStacked }) => ({ shape, isByDay, isStacked }),
    },
  ),
);
