import { createStore, type StoreApi } from 'zustand';
import { useStore } from 'zustand';
import { EMPTY_SELECTION, type Selection } from './selection.ts';

/** The places that have a selection of their own; each keeps it while another is on screen. */
export type Surface = 'workspace' | 'library';

export type SelectionStore = StoreApi<Selection>;

/** One that is kept nowhere: of works that are looked at away from their place. */
export const createSelection = (): SelectionStore => createStore<Selection>(() => EMPTY_SELECTION);

export const selections: Readonly<Record<Surface, SelectionStore>> = {
  workspace: createSelection(),
  library: createSelection(),
};

/** Whether one work is chosen; a cell renders again only when its own answer changes. */
export function useIsSelected(store: SelectionStore, id: string): boolean {
  return useStore(store, (selection) => selection.ids.has(id));
}

export function useSelectedIds(surface: Surface): ReadonlySet<string> {
  return useStore(selections[surface], (selection) => selection.ids);
}

export function useFocusedId(store: SelectionStore): string | null {
  return useStore(store, (selection) => selection.focus);
}
