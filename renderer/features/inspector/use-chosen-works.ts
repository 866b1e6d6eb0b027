import { useQueries } from '@tanstack/react-query';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { query } from '../../data/query.ts';
import { knownWorks } from '../library/known-works.ts';

/** More than these are not compared: their shared values would need every one of them in memory. */
const MOST = 200;

/** The chosen works, newest state. What is in a list already is taken from there; the rest is asked for. */
export function useChosenWorks(ids: readonly string[]): LibraryAsset[] {
  const some = ids.slice(0, MOST);
  const known = new Map(knownWorks(some).map((work) => [work.id, work]));
  return useQueries({
    queries: some.map((id) => {
      const work = known.get(id);
      return {
        ...query('library.get', { id }),
        ...(work && { initialData: work }),
        gcTime: 10_000,
      };
    }),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
}
