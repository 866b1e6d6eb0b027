import type { LibraryAsset } from '../../contract/assets.ts';
import { AtelierError } from '../../contract/errors.ts';
import type {
  LibraryFilter,
  LibraryFilterInput,
  ProjectGroup,
  TimelineDay,
} from '../../contract/studio/library.ts';
import type { Database } from '../system/database.ts';
import { type Days, daysOf } from './query/days.ts';
import { columnOf, factsOf } from './query/facts.ts';
import { type Counts, countsOf, find } from './query/find.ts';
import { listProjects, projectPlaces } from './query/projects.ts';
import { worksByNumber } from './works.ts';

function whole(filter: LibraryFilterInput): LibraryFilter {
  return {
    shelf: filter.shelf ?? 'all',
    sort: filter.sort ?? 'newest',
    stacked: filter.stacked ?? false,
    ...(filter.collectionId === undefined ? {} : { collectionId: filter.collectionId }),
    ...(filter.search === undefined ? {} : { search: filter.search }),
  };
}

/** A page of a list. `now` says which day "today" is. */
export function listLibrary(
  db: Database,
  filter: LibraryFilterInput,
  page: { offset: number; limit: number },
  now = new Date(),
): { items: LibraryAsset[]; total: number } {
  const { numbers, sizes } = find(db, whole(filter), now);
  const end = page.offset + page.limit;
  const items = worksByNumber(db, [...numbers.subarray(page.offset, end)]);
  if (sizes)
    for (const [at, work] of items.entries()) work.stackSize = sizes[page.offset + at] ?? 1;
  return { items, total: numbers.length };
}

const MOST_IDS = 100_000;

export function listLibraryIds(
  db: Database,
  filter: LibraryFilterInput,
  now = new Date(),
): string[] {
  const numbers = find(db, whole(filter), now).numbers.subarray(0, MOST_IDS);
  const ids = new Map(
    db
      .all<{ nr: number; id: string }>(
        'select nr, id from user_library where nr in (select value from json_each(?))',
        JSON.stringify([...numbers]),
      )
      .map(({ nr, id }) => [nr, id]),
  );
  return [...numbers].flatMap((nr) => ids.get(nr) ?? []);
}

export function countLibrary(db: Database): Counts {
  return countsOf(db);
}

/** How many works each day holds, in the order of the list. `invalid_input` for a zone that nobody knows. */
export function libraryTimeline(
  db: Database,
  filter: LibraryFilterInput,
  zone: string,
  now = new Date(),
): TimelineDay[] {
  const days = daysIn(zone);
  const { numbers } = find(db, whole(filter), now);
  const created = columnOf(db, factsOf(db), 'created_s');
  const timeline: TimelineDay[] = [];
  let day = { name: '', from: 0, to: 0 };
  for (const nr of numbers) {
    const seconds = created[nr]!;
    if (seconds < day.from || seconds >= day.to) day = days.at(seconds);
    const last = timeline.at(-1);
    if (last?.day === day.name) last.count += 1;
    else timeline.push({ day: day.name, count: 1 });
  }
  return timeline;
}

/** How many works each project holds, in the order of a list by projects. */
export function libraryGroups(
  db: Database,
  filter: LibraryFilterInput,
  now = new Date(),
): ProjectGroup[] {
  const projects = listProjects(db);
  const placeOf = projectPlaces(db);
  const groups: ProjectGroup[] = [];
  let last = -1;
  for (const nr of find(db, { ...whole(filter), sort: 'project' }, now).numbers) {
    const place = placeOf(nr);
    const group = groups.at(-1);
    if (group && place === last) group.count += 1;
    else {
      const project = projects[place - 1];
      groups.push({ projectId: project?.id ?? null, title: project?.title ?? null, count: 1 });
    }
    last = place;
  }
  return groups;
}

function daysIn(zone: string): Days {
  try {
    return daysOf(zone);
  } catch {
    throw new AtelierError('invalid_input', 'There is no such time zone.', { field: 'zone' });
  }
}
