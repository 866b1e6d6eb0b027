import { create } from 'zustand';
import { EMPTY_SELECTION } from '../selection/selection.ts';
import { hasNearest, withTerm } from './search/terms.ts';
import { selections } from '../selection/selection-store.ts';
import type { LibraryFilter } from '../../../contract/studio/library.ts';

/** Where in the library the creator is: a shelf or a collection, searched and sorted. */
export type LibraryPlace =
  | { readonly kind: 'shelf'; readonly shelf: LibraryFilter['shelf'] }
  | { readonly kind: 'collection'; readonly id: string };

/** What stands where the works stand else. */
export type LibraryTool = 'duplicates' | 'imports';

const ALL: LibraryPlace = { kind: 'shelf', shelf: 'all' };

/** The works of one order, opened out of a list that shows them as one. */
export interface OpenStack {
  readonly id: string;
  /** What its first work is called. */
  readonly name: string;
  readonly size: number;
}

interface LibraryView {
  readonly place: LibraryPlace;
  readonly search: string;
  readonly sort: LibraryFilter['sort'];
  readonly stack: OpenStack | null;
  readonly tool: LibraryTool | null;
  readonly openTool: (tool: LibraryTool) => void;
  readonly openStack: (stack: OpenStack) => void;
  readonly closeStack: () => void;
  readonly go: (place: LibraryPlace) => void;
  readonly setSearch: (search: string) => void;
  /** Looks for one thing more: a tag, a colour, works like another. */
  readonly addTerm: (key: 'tag' | 'label' | 'color' | 'like', value: string) => void;
  readonly setSort: (sort: LibraryFilter['sort']) => void;
}

export const useLibraryView = create<LibraryView>((set) => ({
  place: ALL,
  search: '',
  sort: 'newest',
  stack: null,
  tool: null,
  openTool: (tool) => look({ tool }, set),
  openStack: (stack) => look({ stack }, set),
  closeStack: () => look({}, set),
  go: (place) => look({ place, search: '' }, set),
  setSearch: (search) => look({ search }, set),
  addTerm: (key, value) =>
    look(
      {
        // Everywhere: who asks for works like this one has seen this place.
        place: ALL,
        search: withTerm(useLibraryView.getState().search, key, value),
        ...((key === 'color' || key === 'like') && { sort: 'best' }),
      },
      set,
    ),
  setSort: (sort) => set({ sort }),
}));

/** Looks elsewhere. What was chosen is out of sight then, and nothing must happen to it unseen. */
function look(to: Partial<LibraryView>, set: (to: Partial<LibraryView>) => void): void {
  selections.library.setState(EMPTY_SELECTION, true);
  set({ stack: null, tool: null, ...to });
}

/** The filter of a call for what is in view. */
export function filterOf({
  place,
  search,
  sort,
  isStacked,
}: Pick<LibraryView, 'place' | 'search' | 'sort'> & { isStacked: boolean }): LibraryFilter {
  const words = search.trim().slice(0, 2_000);
  return {
    shelf: place.kind === 'shelf' ? place.shelf : 'all',
    ...(place.kind === 'collection' && { collectionId: place.id }),
    ...(words !== '' && { search: words }),
    sort: sort === 'best' && !hasNearest(words) ? 'newest' : sort,
    stacked: isStacked,
  };
}
