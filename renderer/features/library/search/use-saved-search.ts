import { useQuery } from '@tanstack/react-query';
import { query } from '../../../data/query.ts';
import { useLibraryView } from '../library-view.ts';
import { writeFilter } from './terms.ts';

/** The search in view as it would be kept: the place it is made in becomes part of it. */
export function useSavedSearch(): () => string {
  const { place, search } = useLibraryView();
  const { data: collections = [] } = useQuery(query('collections.list'));
  return () => {
    const here = place.kind === 'collection' && collections.find(({ id }) => id === place.id);
    const parts = [search.trim()];
    if (place.kind === 'shelf' && place.shelf === 'favorites') parts.push('is:favorite');
    if (here) parts.unshift(here.search ?? writeFilter('in', here.name));
    return parts.filter(Boolean).join(' ');
  };
}
