import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** The edges a creator may choose for tiles, in CSS pixels; the grid widens them to fill its rows. */
export const TILE_SIZES = { min: 112, max: 336, step: 16, initial: 192 } as const;

interface TileSize {
  readonly size: number;
  readonly set: (size: number) => void;
}

/** Remembered on this machine and shared by all grids. */
export const useTileSize = create<TileSize>()(
  persist(
    (set) => ({
      size: TILE_SIZES.initial,
      set: (size) =>
        set({ size: Math.min(TILE_SIZES.max, Math.max(TILE_SIZES.min, Math.round(size))) }),
    }),
    { name: 'atelier.tile-size', partialize: ({ size }) => ({ size }) },
  ),
);
