import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import type { LibraryAsset } from '../../../contract/assets.ts';
import type { LibraryFilter } from '../../../contract/studio/library.ts';
import { keyOf, query } from '../../data/query.ts';
import { api } from '../../transport/api.ts';
import type { Section } from '../grid/layout.ts';
import { PAGE_SIZE } from '../grid/pages.ts';
import type { GridSource } from '../grid/source.ts';
import { type DayMark, marksOf } from '../grid/timeline.ts';
import { usePages } from '../grid/use-pages.ts';
import { useLibraryLook } from './library-look.ts';
import { filterOf, useLibraryView } from './library-view.ts';

export interface LibraryWorks {
  readonly source: GridSource<LibraryAsset>;
  readonly sections: readonly Section[];
  /** The days of the list, where it is in the order of time. */
  readonly days: readonly DayMark[];
  readonly total: number | undefined;
  readonly error: unknown;
  /** Names the list that is shown. */
  readonly name: string;
}

/** Height of a day's heading in CSS pixels: rows are placed by it, so it stays the same at any text size. */
export const DAY_HEADER = 44;

/** The creator's own: days are counted in it. */
const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

const NO_DAYS: readonly DayMark[] = [];
const aspectOf = ({ width, height }: LibraryAsset) => width / height;
const idOf = ({ id }: LibraryAsset) => id;

/** The works of the shelf, collection or search in view, or of the stack that was opened in it. */
export function useLibrary(): LibraryWorks {
  const stackId = useLibraryView((view) => view.stack?.id);
  const list = useList();
  const stack = useStack(stackId);
  return stack ?? list;
}

function useList(): LibraryWorks {
  const { place, search, sort } = useLibraryView();
  const isStacked = useLibraryLook((look) => look.isStacked);
  const typed = useDeferredValue(search);
  const filter = useMemo(
    () => filterOf({ place, search: typed, sort, isStacked }),
    [place, typed, sort, isStacked],
  );
  const name = JSON.stringify(filter);
  const { pages, total, error, request, itemAt } = usePages<LibraryAsset>({
    name,
    place: JSON.stringify(place),
    page(number) {
      const input = { ...filter, offset: number * PAGE_SIZE, limit: PAGE_SIZE };
      return { queryKey: keyOf('library.list', input), queryFn: () => api.library.list(input) };
    },
  });
  const days = useDays(filter, total);
  const isByDay = useLibraryLook((look) => look.isByDay);
  const groups = useGroups(filter, total);
  const sections = useMemo(
    () =>
      groups ??
      (isByDay && days.length > 0
        ? days.map(({ day, count }) => ({ key: day, count, header: DAY_HEADER }))
        : [{ key: 'all', count: total ?? 0, header: 0 }]),
    [total, isByDay, days, groups],
  );
  const source = useMemo((): GridSource<LibraryAsset> => {
    const positions = new Map<string, number>();
    for (const [number, page] of pages) {
      page.items.forEach((item, at) => item && positions.set(item.id, number * PAGE_SIZE + at));
    }
    return {
      count: total ?? 0,
      itemAt,
      idOf,
      aspectOf,
      indexOf: (id) => positions.get(id) ?? -1,
      request,
      allIds: () => api.library.ids(filter),
    };
  }, [pages, total, itemAt, request, filter]);
  return { source, sections, days, total, error, name };
}

/** The works of each project, where the list is ordered by them. The key of a section is the project's id. */
function useGroups(
  filter: LibraryFilter,
  total: number | undefined,
): readonly Section[] | undefined {
  const isByProject = filter.sort === 'project';
  const { data } = useQuery({ ...query('library.groups', filter), enabled: isByProject });
  return useMemo(() => {
    // Only where they fit the list, as the days of it.
    const count = data?.reduce((sum, group) => sum + group.count, 0);
    if (!isByProject || !data || count !== total) return undefined;
    return data.map((group) => ({
      key: group.projectId ?? NO_PROJECT,
      count: group.count,
      header: DAY_HEADER,
    }));
  }, [isByProject, data, total]);
}

/** The key of the section of works without a project. */
export const NO_PROJECT = 'none';

/** Only where they fit the list: while a work comes or goes, one of the two answers later. */
function useDays(filter: LibraryFilter, total: number | undefined): readonly DayMark[] {
  const isTimely = filter.sort === 'newest' || filter.sort === 'oldest';
  const { data } = useQuery({
    ...query('library.timeline', { ...filter, zone: ZONE }),
    enabled: isTimely && total !== undefined && total > 0,
  });
  return useMemo(() => {
    if (!isTimely || !data) return NO_DAYS;
    const marks = marksOf(data);
    const last = marks.at(-1);
    return last && last.first + last.count === total ? marks : NO_DAYS;
  }, [isTimely, data, total]);
}

function useStack(stackId: string | undefined): LibraryWorks | undefined {
  const { data, error } = useQuery({
    ...query('library.stack', { stackId: stackId ?? '' }),
    enabled: stackId !== undefined,
  });
  return useMemo(() => {
    if (stackId === undefined) return undefined;
    const works = data ?? [];
    const count = works.length;
    return {
      source: {
        count,
        itemAt: (index) => works[index],
        idOf,
        aspectOf,
        indexOf: (id) => works.findIndex((work) => work.id === id),
        request: () => undefined,
        allIds: async () => works.map(idOf),
      },
      sections: [{ key: 'all', count, header: 0 }],
      days: NO_DAYS,
      total: data && count,
      error,
      name: `stack ${stackId}`,
    };
  }, [stackId, data, error]);
}
