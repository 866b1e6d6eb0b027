import { create } from 'zustand';

interface PurgeState {
  /** What the creator is asked about: some works, all of the trash, or nothing. */
  readonly asked: readonly string[] | 'all' | null;
  readonly ask: (what: readonly string[] | 'all') => void;
  readonly close: () => void;
}

export const usePurge = create<PurgeState>((set) => ({
  asked: null,
  ask: (asked) => set({ asked }),
  close: () => set({ asked: null }),
}));
