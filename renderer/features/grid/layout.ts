/** What the arrangements of a grid have in common. All lengths are CSS pixels; `y` counts from the content's top. */
export interface Section {
  readonly key: string;
  readonly count: number;
  /** 0 for a section without a header. */
  readonly header: number;
}

export interface PlacedSection extends Section {
  /** Index of its first item, of its first row (the header's, if it has one), and its top. */
  readonly firstItem: number;
  readonly firstRow: number;
  readonly itemRows: number;
  readonly top: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Row =
  | { readonly kind: 'header'; readonly section: PlacedSection }
  | {
      readonly kind: 'items';
      readonly section: PlacedSection;
      readonly start: number;
      readonly end: number;
    };

interface AnyLayout {
  /** The most cells that a row has. */
  readonly columns: number;
  readonly gap: number;
  readonly padding: number;
  readonly rowCount: number;
  readonly itemCount: number;
  readonly height: number;
  readonly sections: readonly PlacedSection[];
}

/** Cells of one size: squares, or the lines of a list. */
export interface UniformLayout extends AnyLayout {
  readonly kind: 'uniform';
  /** Width and height of a cell. */
  readonly cell: number;
  readonly cellHeight: number;
}

/** Cells as wide as their pictures, in rows as wide as the grid. */
export interface JustifiedLayout extends AnyLayout {
  readonly kind: 'justified';
  readonly blocks: readonly Block[];
}

/**
 * Works whose rows were made together, without regard to those before and after. A row is told from its block when it is
 * asked for: a layout of 100,000 works is 1,000 blocks.
 */
export interface Block {
  readonly section: PlacedSection;
  /** Its first item, its first row and its top; the header of a section is a block of its own. */
  readonly start: number;
  readonly firstRow: number;
  readonly top: number;
  readonly plan: readonly RowPlan[] | 'header';
}

/** `start` and `top` count from those of the block. */
export interface RowPlan {
  readonly start: number;
  readonly top: number;
  /** Without the gap beneath it. */
  readonly height: number;
  /** Of its cells. */
  readonly widths: readonly number[];
}

export type JustifiedRow = Row & {
  readonly top: number;
  /** Without the gap beneath it. */
  readonly height: number;
  /** Of its cells; empty for a header. */
  readonly widths: readonly number[];
};

export type Layout = UniformLayout | JustifiedLayout;

/** The last entry whose `start` is at most `value`, in a list that ascends by it; -1 before the first. */
export function lastUpTo<T>(
  list: readonly T[],
  value: number,
  start: (entry: T) => number,
): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = list[middle];
    if (entry !== undefined && start(entry) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
