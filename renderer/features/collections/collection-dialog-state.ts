import { create } from 'zustand';
import type { Collection } from '../../../contract/assets.ts';

/** Which works a dialog is about, and where they are now. */
interface Subject {
  readonly from: 'workspace' | 'library';
  readonly ids: readonly string[];
}

export type CollectionDialog =
  /** Names a new collection; without ids it begins empty. */
  | ({ readonly mode: 'create'; readonly parentId?: string } & Subject)
  /** Chooses the collection that another one will lie in. */
  | { readonly mode: 'move'; readonly collection: Collection }
  /** Names a search and keeps it, or changes one that is kept. */
  | {
      readonly mode: 'smart';
      readonly search: string;
      readonly collection?: Pick<Collection, 'id' | 'name'>;
    }
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
