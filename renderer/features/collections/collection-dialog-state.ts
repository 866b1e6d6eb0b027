import { create } from 'zustand';

/** Which works a dialog is about, and where they are now. */
interface Subject {
  readonly from: 'workspace' | 'library';
  readonly ids: readonly string[];
}

export type CollectionDialog =
  /** Names a new collection; without ids it begins empty. */
  | ({ readonly mode: 'create' } & Subject)
  /** Chooses where works go: the keyboard's way of a drag. */
  | ({ readonly mode: 'pick' } & Subject);

interface DialogState {
  readonly dialog: CollectionDialog | null;
  readonly open: (dialog: CollectionDialog) => void;
  readonly close: () => void;
}

export const useCollectionDialog = create<DialogState>((set) => ({
  dialog: null,
  open: (dialog) => set({ dialog }),
  close: () => set({ dialog: null }),
}));
