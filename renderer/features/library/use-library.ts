import { useDeferredValue, useMemo } from 'react';
import type { LibraryAsset } from '../../../contract/assets.ts';
import type { Section } from '../grid/geometry.ts';
import { keyOf } from '../../data/query.ts';
import { api } from '../../transport/api.ts';
import { PAGE_SIZE } from '../grid/pages.ts';
import type { GridSource } from '../grid/source.ts';
import { usePages } from '../grid/use-pages.ts';
import { filterOf, useLibraryView } from './library-view.ts';

export interface LibraryWorks {
  readonly source: GridSource<LibraryAsset>;
  readonly sections: readonly Section[];
  readonly total: number | undefined;
  readonly error: unknown;
  /** Names the list that is shown. */
  readonly name: string;
}

/** The works of the shelf, collection or search in view. */
export function useLibrary(): LibraryWorks {
  const { place, search, sort } = useLibraryView();
  const typed = useDeferredValue(search);
  const filter = useMemo(() => filterOf({ place, search: typed, sort }), [place, typed, sort]);
  const name = JSON.stringify(filter);
  const { pages, total, error, request, itemAt } = usePages<LibraryAsset>({
    name,
    page(number) {
      const input = { ...filter, offset: number * PAGE_SIZE, limit: PAGE_SIZE };
      return { queryKey: keyOf('library.list', input), queryFn: () => api.library.list(input) };
    },
  });

  const sections = useMemo(() => [{ key: 'all', count: total ?? 0, header: 0 }], [total]);
  const source = useMemo((): GridSource<LibraryAsset> => {
    const positions = new Map<string, number>();
    for (const [number, page] of pages) {
      page.items.forEach((item, at) => item && positions.set(item.id, number * PAGE_SIZE + at));
    }
    return {
      count: total ?? 0,
      itemAt,
      idOf: ({ id }) => id,
      indexOf: (id) => positions.get(id) ?? -1,
      request,
      allIds: () => api.library.ids(filter),
    };
  }, [pages, total, itemAt, request, filter]);
  return { source, sections, total, error, name };
}
