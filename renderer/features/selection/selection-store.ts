import { createStore, type StoreApi } from 'zustand';
import { useStore } from 'zustand';
import { clear, EMPTY_SELECTION, type Selection } from './selection.ts';

/** The places that have a selection of their own; each keeps it while another is on screen. */
export type Surface = 'workspace' | 'library';

export type SelectionStore = StoreApi<Selection>;

/** One that is kept nowhere: of works that are looked at away from their place. */
export const createSelection = (): SelectionStore => createStore<Selection>(() => EMPTY_SELECTION);

export const selections: Readonly<Record<Surface, SelectionStore>> = {
  workspace: createSelection(),
  library: createSelection(),
};

/** Remembers what is chosen now; answers what lets go of it, and of nothing that was chosen since. */
export function rememberChosen(): () => void {
  const chosen = Object.values(selections).map((store) => ({ store, ids: store.getState().ids }));
  return () => {
    for (const { store, ids } of chosen) {
      if (store.getState().ids === ids) store.setState(clear(store.getState()), true);
    }
  };
}

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
