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
  /** The form that makes the prompts; null: they are written here, or stand in the table. */
  readonly generatorId: string | null;
  /** As typed; empty: no cap. */
  readonly cap: string;
  readonly go: (place: BatchState['place']) => void;
  readonly setTable: (table: BatchTable | null, name: string) => void;
  readonly setUse: (column: number, use: ColumnUse) => void;
  /** With what its columns are probably for. */
  readonly setGenerator: (generatorId: string | null, uses: readonly ColumnUse[]) => void;
  readonly setName: (name: string) => void;
  readonly setCap: (cap: string) => void;
}

/** Where one stands on the batch screen. Lives as long as the window: a table is read again after a restart. */
export const useBatchPlace = create<BatchState>((set) => ({
  place: { kind: 'list' },
  table: null,
  name: '',
  uses: [],
  generatorId: null,
  cap: '',
  go: (place) => set({ place }),
  setTable: (table, name) =>
    set({
      table,
      name,
      uses: table?.columns.map(({ use }) => use) ?? [],
      generatorId: null,
      cap: '',
    }),
  setUse: (column, use) =>
    set(({ uses }) => ({ uses: uses.map((old, nr) => (nr === column ? use : old)) })),
  setGenerator: (generatorId, uses) => set({ generatorId, uses }),
  setName: (name) => set({ name }),
  setCap: (cap) => set({ cap }),
}));
