import { create } from 'zustand';

interface HistoryDialogState {
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
}

/** Whether the edit history is called up; it may be from any screen. */
export const useHistoryDialog = create<HistoryDialogState>((set) => ({
  isOpen: false,
  setOpen: (isOpen) => set({ isOpen }),
}));
