import { create } from 'zustand';
import type { BatchTable, ColumnUse } from '../../../contract/studio/batch.ts';

interface BatchState {
  /** A batch that is looked at, a new one that is prepared, or the list of all. */
  readonly place:
    | { readonly kind: 'list' | 'new' }
    | { readonly kind: 'batch'; readonly id: string };
  /** The table of the new one. */
  readonly table: BatchTable | null;
  readonly name: string;
  readonly uses: readonly ColumnUse[];
  /** As typed; empty: no cap. */
  readonly cap: string;
  readonly go: (place: BatchState['place']) => void;
  readonly setTable: (table: BatchTable | null, name: string) => void;
  readonly setUse: (column: number, use: ColumnUse) => void;
  readonly setName: (name: string) => void;
  readonly setCap: (cap: string) => void;
}

/** Where one stands on the batch screen. Lives as long as the window: a table is read again after a restart. */
export const useBatchPlace = create<BatchState>((set) => ({
  place: { kind: 'list' },
  table: null,
  name: '',
  uses: [],
  cap: '',
  go: (place) => set({ place }),
  setTable: (table, name) =>
    set({ table, name, uses: table?.columns.map(({ use }) => use) ?? [], cap: '' }),
  setUse: (column, use) =>
    set(({ uses }) => ({ uses: uses.map((old, nr) => (nr === column ? use : old)) })),
  setName: (name) => set({ name }),
  setCap: (cap) => set({ cap }),
}));
