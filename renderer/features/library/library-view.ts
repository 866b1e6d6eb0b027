import { create } from 'zustand';
import { EMPTY_SELECTION } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import type { LibraryFilter } from '../../../contract/studio/library.ts';

/** Where in the library the creator is: a shelf or a collection, searched and sorted. */
export type LibraryPlace =
  | { readonly kind: 'shelf'; readonly shelf: LibraryFilter['shelf'] }
  | { readonly kind: 'collection'; readonly id: string };

interface LibraryView {
  readonly place: LibraryPlace;
  readonly search: string;
  readonly sort: LibraryFilter['sort'];
  readonly go: (place: LibraryPlace) => void;
  readonly setSearch: (search: string) => void;
  readonly setSort: (sort: LibraryFilter['sort']) => void;
}

export const useLibraryView = create<LibraryView>((set) => ({
  place: { kind: 'shelf', shelf: 'all' },
  search: '',
  sort: 'newest',
  go: (place) => look({ place, search: '' }, set),
  setSearch: (search) => look({ search }, set),
  setSort: (sort) => set({ sort }),
}));

/** Looks elsewhere. What was chosen is out of sight then, and nothing must happen to it unseen. */
function look(to: Partial<LibraryView>, set: (to: Partial<LibraryView>) => void): void {
  selections.library.setState(EMPTY_SELECTION, true);
  set(to);
}

/** The filter of a call for what is in view. */
export function filterOf({
  place,
  search,
  sort,
}: Pick<LibraryView, 'place' | 'search' | 'sort'>): LibraryFilter {
  const words = search.trim().slice(0, 500);
  return {
    shelf: place.kind === 'shelf' ? place.shelf : 'all',
    ...(place.kind === 'collection' && { collectionId: place.id }),
    ...(words !== '' && { search: words }),
    sort,
    stacked: false,
  };
}
