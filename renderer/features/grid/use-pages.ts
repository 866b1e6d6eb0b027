import { useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { itemAt, PAGE_SIZE, type PageOf, type Pages, pagesFor } from './pages.ts';

/** Half a page more on each side is fetched, so that scrolling at a walking pace never meets a placeholder. */
const MARGIN = PAGE_SIZE / 2;
/** So many milliseconds ahead of a view that goes on are fetched with it, but no more than this. */
const LOOK_AHEAD = 600;
const MOST_AHEAD = 2 * PAGE_SIZE;
/** Milliseconds a view must rest before its pages are fetched: dragging the scrollbar asks for no page in passing. */
const REST = 40;
/** A view that goes on and on, but by less than a page in this time, has its pages fetched on the way. */
const ON_THE_WAY = 100;
/** Pages out of view are kept this long; going back a little costs nothing, and memory stays small. */
export const PAGE_GC = 60_000;

interface PageQuery<T> {
  readonly queryKey: readonly unknown[];
  readonly queryFn: () => Promise<PageOf<T>>;
}

interface PagesInput<T> {
  /** Names the list; another name begins anew. */
  readonly name: string;
  /** Whose list it is: that of another place never stands in for it. */
  readonly place: string;
  readonly page: (number: number) => PageQuery<T>;
}

export interface PagesResult<T> {
  readonly pages: Pages<T>;
  /** Undefined until the first page came. */
  readonly total: number | undefined;
  readonly error: Error | null;
  readonly request: (start: number, end: number) => void;
  readonly itemAt: (index: number) => T | undefined;
}

const combine = <T>(results: readonly { data: PageOf<T> | undefined; error: Error | null }[]) => ({
  data: results.map(({ data }) => data),
  error: results.find(({ error }) => error)?.error ?? null,
});

/** The pages of a long list that are in view, fetched as they come into it and asked for again when they change. */
export function usePages<T>({ name, place, page }: PagesInput<T>): PagesResult<T> {
  const [wanted, setWanted] = useState<readonly number[]>([0]);
  const [named, setNamed] = useState(name);
  if (named !== name) {
    setNamed(name);
    setWanted([0]);
  }

  const { data, error } = useQueries({
    queries: wanted.map((number) => ({ ...page(number), gcTime: PAGE_GC })),
    combine,
  });

  const fresh = useMemo(() => {
    const pages = new Map<number, PageOf<T>>();
    wanted.forEach((number, at) => {
      const found = data[at];
      if (found) pages.set(number, found);
    });
    return pages;
  }, [data, wanted]);

  // While another list of the place is on its way the last one stays, so that typing a search does not flicker.
  const [last, setLast] = useState({ place, pages: fresh });
  const isHere = fresh.size > 0 || error !== null || last.place !== place;
  if (isHere && (last.pages !== fresh || last.place !== place)) setLast({ place, pages: fresh });
  const pages = isHere ? fresh : last.pages;

  const total = [...pages.values()].at(-1)?.total;
  const known = useRef(total);
  useEffect(() => {
    known.current = total;
  });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const passed = useRef({ at: 0, start: 0 });
  const request = useCallback((start: number, end: number) => {
    clearTimeout(timer.current);
    const fetchNow = (ahead = 0) => {
      passed.current = { at: performance.now(), start };
      const inView = pagesFor(
        Math.max(0, start - MARGIN + Math.min(0, ahead)),
        Math.min(end + MARGIN + Math.max(0, ahead), known.current ?? end),
      );
      // The first page stays: it knows the total.
      const next = inView.includes(0) ? inView : [0, ...inView];
      setWanted((old) => (String(old) === String(next) ? old : next));
    };
    const since = performance.now() - passed.current.at;
    if (since >= ON_THE_WAY) {
      const passedBy = start - passed.current.start;
      passed.current = { at: performance.now(), start };
      const ahead = Math.round((passedBy / since) * LOOK_AHEAD);
      const isWalking = Math.abs(passedBy) < PAGE_SIZE;
      if (isWalking) return fetchNow(Math.max(-MOST_AHEAD, Math.min(MOST_AHEAD, ahead)));
    }
    timer.current = setTimeout(fetchNow, REST);
  }, []);

  return {
    pages,
    total,
    error,
    request,
    itemAt: useCallback((index: number) => itemAt(pages, index), [pages]),
  };
}
