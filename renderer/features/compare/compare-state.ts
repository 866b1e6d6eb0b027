import i18next from 'i18next';
import { create } from 'zustand';
import { notify } from '../../ui/toast.tsx';
import type { ViewedWork } from '../viewer/viewed-work.ts';

export const MOST_COMPARED = 4;

interface CompareState {
  /** The works side by side; null while the grid is shown. */
  readonly works: readonly ViewedWork[] | null;
  readonly close: () => void;
}

export const useCompare = create<CompareState>((set) => ({
  works: null,
  close: () => set({ works: null }),
}));

/** Puts two to four works side by side; says so where there are fewer or more. */
export function compareWorks(works: readonly ViewedWork[], chosen: number): void {
  if (chosen >= 2 && chosen <= MOST_COMPARED && works.length === chosen) {
    useCompare.setState({ works });
  } else {
    notify({ message: i18next.t('choose', { ns: 'compare' }), id: 'compare' });
  }
}
