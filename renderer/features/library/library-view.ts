import { create } from 'zustand';
import type { LibraryFilter } from '../../../contract/studio/library.ts';

/** Where in the library the creator is: a shelf or a collection, searched and sorted. */
export type LibraryPlace =
  | { readonly kind: 'shelf'; readonly shelf: LibraryFilter['shelf'] }
  | { readonly kind: 'collection'; readonly id: string };

interface LibraryView {
  readonly place: LibraryPlace;
  readonly search: string;
  readonly sort: LibraryFilter['sort'];
  go(place: LibraryPlace): void;
  setSearch(search: string): void;
  setSort(sort: LibraryFilter['sort']): void;
}

export const useLibraryView = create<LibraryView>((set) => ({
  place: { kind: 'shelf', shelf: 'all' },
  search: '',
  sort: 'newest',
  go: (place) => set({ place, search: '' }),
  setSearch: (search) => set({ search }),
  setSort: (sort) => set({ sort }),
}));

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
  };
}
