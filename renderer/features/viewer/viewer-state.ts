import { create } from 'zustand';

interface ViewerState {
  /** The work looked at; null while the grid is. */
  readonly id: string | null;
  /** A quick look goes away with the key that brought it, and shows nothing but the picture. */
  readonly isLook: boolean;
  readonly open: (id: string) => void;
  readonly look: (id: string) => void;
  /** Another work in the same manner. */
  readonly show: (id: string) => void;
  readonly close: () => void;
}

export const useViewer = create<ViewerState>((set) => ({
  id: null,
  isLook: false,
  open: (id) => set({ id, isLook: false }),
  look: (id) => set({ id, isLook: true }),
  show: (id) => set({ id }),
  close: () => set({ id: null }),
}));
