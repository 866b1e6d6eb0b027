/**
 * A long list fetched in pages as they come into view. Pages are sparse: an item may be unknown (`null`) where a
 * work went away and the next page has not come yet. Pure; the hook in use-pages.ts fetches.
 */
export const PAGE_SIZE = 100;

export interface PageOf<T> {
  readonly items: readonly (T | null)[];
  readonly total: number;
}

export type Pages<T> = ReadonlyMap<number, PageOf<T>>;

/** The page numbers that hold the items from `start` to before `end`. */
export function pagesFor(start: number, end: number, size: number = PAGE_SIZE): number[] {
  if (end <= start) return [];
  const first = Math.max(0, Math.floor(start / size));
  const last = Math.floor((end - 1) / size);
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}

export function itemAt<T>(pages: Pages<T>, index: number, size: number = PAGE_SIZE): T | undefined {
  return pages.get(Math.floor(index / size))?.items[index % size] ?? undefined;
}

/** Every page with `change` applied to its items; a page without a changed item stays the same object. */
export function mapPages<T>(pages: Pages<T>, change: (item: T) => T): Map<number, PageOf<T>> {
  return new Map(
    [...pages].map(([number, page]) => {
      let touched = false;
      const items = page.items.map((item) => {
        if (item === null) return null;
        const changed = change(item);
        touched ||= changed !== item;
        return changed;
      });
      return [number, touched ? { ...page, items } : page];
    }),
  );
}

/**
 * The pages as they will be once `gone` went away: what follows moves up. Items that move in from a page nobody
 * fetched are unknown until it comes.
 */
export function withoutItems<T>(
  pages: Pages<T>,
  gone: (item: T) => boolean,
  size: number = PAGE_SIZE,
): Map<number, PageOf<T>> {
  const numbers = [...pages.keys()].sort((a, b) => a - b);
  let removed = 0;
  const moved = new Map<number, T>();
  let total = 0;
  for (const number of numbers) {
    const page = pages.get(number);
    page?.items.forEach((item, position) => {
      if (item !== null && gone(item)) removed += 1;
      else if (item !== null) moved.set(number * size + position - removed, item);
    });
    total = page?.total ?? total;
  }
  if (removed === 0) return new Map(pages);
  const left = Math.max(0, total - removed);
  return new Map(
    numbers.map((number) => {
      const length = Math.max(0, Math.min(size, left - number * size));
      const items = Array.from(
        { length },
        (_, position) => moved.get(number * size + position) ?? null,
      );
      return [number, { items, total: left }];
    }),
  );
}
