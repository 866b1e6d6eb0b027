import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Contender } from '../../../contract/studio/arena.ts';

/** What was asked for, and of whom: an order a contender, in the order in which they are shown. */
export interface ArenaRun {
  readonly prompt: string;
  readonly isBlind: boolean;
  /** The makers are known: from the start, or since the choice. */
  readonly isOpen: boolean;
  readonly entries: readonly (Contender & { readonly orderId: string })[];
}

interface ArenaState {
  /** What stands on the screen. */
  readonly mode: 'makers' | 'grid';
  readonly prompt: string;
  readonly contenders: readonly Contender[];
  readonly isBlind: boolean;
  readonly run: ArenaRun | null;
  readonly set: (change: Partial<Pick<ArenaState, 'prompt' | 'contenders' | 'isBlind'>>) => void;
  readonly setMode: (mode: ArenaState['mode']) => void;
  readonly begin: (run: ArenaRun) => void;
  readonly reveal: () => void;
}

/** Kept between starts: results may come after one. */
export const useArena = create<ArenaState>()(
  persist(
    (set) => ({
      mode: 'makers',
      prompt: '',
      contenders: [],
      isBlind: false,
      run: null,
      set: (change) => set(change),
      setMode: (mode) => set({ mode }),
      begin: (run) => set({ run }),
      reveal: () => set(({ run }) => ({ run: run && { ...run, isOpen: true } })),
    }),
    { name: 'atelier.arena', version: 1 },
  ),
);
