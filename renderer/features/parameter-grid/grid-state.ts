import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { AxisDraft } from './axis-values.ts';

interface GridState {
  readonly prompt: string;
  /** Null: the first that can be used. */
  readonly model: string | null;
  /** Columns, rows and perhaps pages; an axis is about nothing until it is chosen. */
  readonly axes: readonly AxisDraft[];
  /** The picture that all begin with, by content. */
  readonly source: string | null;
  /** The LoRA of all, as the vendor names it; empty: none. */
  readonly lora: string;
  /** As typed; empty: no cap. */
  readonly cap: string;
  /** The grid that is looked at. */
  readonly openId: string | null;
  readonly set: (
    change: Partial<
      Pick<GridState, 'prompt' | 'model' | 'axes' | 'source' | 'lora' | 'cap' | 'openId'>
    >,
  ) => void;
}

export const EMPTY_AXIS: AxisDraft = { use: '', chosen: [], text: '' };

/** Kept between starts, like the grid itself. */
export const useGrid = create<GridState>()(
  persist(
    (set) => ({
      prompt: '',
      model: null,
      axes: [
        { use: 'seed', chosen: [], text: '1-3' },
        { use: 'quality', chosen: ['draft', 'standard'], text: '' },
      ],
      source: null,
      lora: '',
      cap: '',
      openId: null,
      set: (change) => set(change),
    }),
    { name: 'atelier.grid', version: 1 },
  ),
);
