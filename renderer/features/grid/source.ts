/** What a grid shows, however it is fetched. Items not fetched yet are undefined and drawn as placeholders. */
export interface GridSource<T> {
  readonly count: number;
  readonly itemAt: (index: number) => T | undefined;
  /** The id that the selection knows an item by. */
  readonly idOf: (item: T) => string;
  /** Names the cell itself, where an item takes the place of another (a result that of its job). */
  readonly keyOf?: (item: T) => string;
  /** Width by height of its picture: where each takes the room of its own shape. */
  readonly aspectOf?: (item: T) => number;
  /** The position of an id among the fetched items; -1 where it is not one of them. */
  readonly indexOf: (id: string) => number;
  /** Says which items are in view, so that they are fetched. */
  readonly request: (start: number, end: number) => void;
  /** All ids in order, fetched if need be: for "select all" and for ranges over what was never in view. */
  readonly allIds: () => Promise<readonly string[]>;
}

/**
 * The ids from one work to another, both included, in the grid's order. Asks for all ids only where the range
 * runs over items that were never fetched, or starts at one.
 */
export async function idsBetween<T>(
  source: GridSource<T>,
  fromId: string,
  toIndex: number,
): Promise<readonly string[]> {
  const fromIndex = source.indexOf(fromId);
  const near = fromIndex < 0 ? undefined : fetchedBetween(source, fromIndex, toIndex);
  if (near) return near;
  const all = await source.allIds();
  const start = all.indexOf(fromId);
  const [low, high] = [Math.min(start, toIndex), Math.max(start, toIndex)];
  return start < 0 ? all.slice(toIndex, toIndex + 1) : all.slice(low, high + 1);
}

/** All ids if every item is here, without a wait: a key that follows on "select all" must find them chosen. */
export function idsHere<T>(source: GridSource<T>): readonly string[] | undefined {
  return source.count === 0 ? [] : fetchedBetween(source, 0, source.count - 1);
}

function fetchedBetween<T>(source: GridSource<T>, from: number, to: number): string[] | undefined {
  const ids: string[] = [];
  for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
    const item = source.itemAt(index);
    if (item === undefined) return undefined;
    ids.push(source.idOf(item));
  }
  return ids;
}
