/**
 * Where every cell of a grid stands, from numbers alone: no element is measured, so nothing jumps when a
 * picture comes. All lengths are CSS pixels; `y` counts from the top of the scrolled content.
 *
 * Cells are square and as many to a row as fit; sections begin a new row and may have a header above them.
 * Everything is arithmetic over sections, so 100,000 works cost as much as ten.
 */
export interface Section {
  readonly key: string;
  readonly count: number;
  /** 0 for a section without a header. */
  readonly header: number;
}

export interface Layout {
  readonly columns: number;
  /** The edge of a cell. */
  readonly cell: number;
  readonly gap: number;
  readonly padding: number;
  readonly rowCount: number;
  readonly itemCount: number;
  readonly height: number;
  readonly sections: readonly PlacedSection[];
}

interface PlacedSection extends Section {
  /** Index of its first item, of its first row (the header's, if it has one), and its top. */
  readonly firstItem: number;
  readonly firstRow: number;
  readonly itemRows: number;
  readonly top: number;
}

export interface LayoutInput {
  /** The inner width of the scrolling box. */
  readonly width: number;
  /** The edge a creator asked for; the real one is at least this, so that rows are full. */
  readonly tile: number;
  readonly gap: number;
  readonly padding: number;
  /** Space above the first row, where it is not the padding. */
  readonly top?: number;
  readonly sections: readonly Section[];
}

export type Row =
  | { readonly kind: 'header'; readonly section: PlacedSection }
  | {
      readonly kind: 'items';
      readonly section: PlacedSection;
      readonly start: number;
      readonly end: number;
    };

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function layOut(input: LayoutInput): Layout {
  const { gap, padding } = input;
  const inner = Math.max(1, input.width - 2 * padding);
  const columns = Math.max(1, Math.floor((inner + gap) / (input.tile + gap)));
  // Whole pixels: fractional edges blur thumbnails and make hairlines between rows.
  const cell = Math.max(1, Math.floor((inner - gap * (columns - 1)) / columns));

  const sections: PlacedSection[] = [];
  let [firstItem, firstRow, top] = [0, 0, input.top ?? padding];
  for (const section of input.sections) {
    if (section.count === 0) continue;
    const itemRows = Math.ceil(section.count / columns);
    sections.push({ ...section, firstItem, firstRow, itemRows, top });
    firstItem += section.count;
    firstRow += itemRows + (section.header > 0 ? 1 : 0);
    top += section.header + itemRows * (cell + gap);
  }
  return {
    columns,
    cell,
    gap,
    padding,
    rowCount: firstRow,
    itemCount: firstItem,
    height: sections.length === 0 ? top + padding : top - gap + padding,
    sections,
  };
}

/** The section that holds the position `value` of an ascending property. */
function sectionAt(
  layout: Layout,
  property: 'firstItem' | 'firstRow' | 'top',
  value: number,
): PlacedSection | undefined {
  let found = layout.sections[0];
  for (const section of layout.sections) {
    if (section[property] > value) break;
    found = section;
  }
  return found;
}

const headerRows = (section: PlacedSection) => (section.header > 0 ? 1 : 0);

export function rowAt(layout: Layout, row: number): Row | undefined {
  if (row < 0 || row >= layout.rowCount) return undefined;
  const section = sectionAt(layout, 'firstRow', row);
  if (!section) return undefined;
  const within = row - section.firstRow - headerRows(section);
  if (within < 0) return { kind: 'header', section };
  const start = section.firstItem + within * layout.columns;
  const end = Math.min(start + layout.columns, section.firstItem + section.count);
  return { kind: 'items', section, start, end };
}

/** The height a row takes, the gap beneath it included. */
export function rowHeight(layout: Layout, row: number): number {
  const at = rowAt(layout, row);
  if (!at) return 0;
  return at.kind === 'header' ? at.section.header : layout.cell + layout.gap;
}

/** Row and column of an item; undefined outside the grid. */
export function placeOf(
  layout: Layout,
  index: number,
): { row: number; column: number } | undefined {
  if (index < 0 || index >= layout.itemCount) return undefined;
  const section = sectionAt(layout, 'firstItem', index);
  if (!section) return undefined;
  const within = index - section.firstItem;
  return {
    row: section.firstRow + headerRows(section) + Math.floor(within / layout.columns),
    column: within % layout.columns,
  };
}

export function rectOf(layout: Layout, index: number): Rect | undefined {
  if (index < 0 || index >= layout.itemCount) return undefined;
  const section = sectionAt(layout, 'firstItem', index);
  if (!section) return undefined;
  const within = index - section.firstItem;
  const step = layout.cell + layout.gap;
  return {
    x: layout.padding + (within % layout.columns) * step,
    y: section.top + section.header + Math.floor(within / layout.columns) * step,
    width: layout.cell,
    height: layout.cell,
  };
}

/** The items that a frame touches, in order. */
export function itemsTouching(layout: Layout, frame: Rect): number[] {
  const touched: number[] = [];
  const step = layout.cell + layout.gap;
  const firstColumn = Math.max(0, Math.floor((frame.x - layout.padding + layout.gap) / step));
  const lastColumn = Math.min(
    layout.columns - 1,
    Math.floor((frame.x + frame.width - layout.padding) / step),
  );
  for (const section of layout.sections) {
    const top = section.top + section.header;
    const firstRow = Math.max(0, Math.floor((frame.y - top + layout.gap) / step));
    const lastRow = Math.min(
      section.itemRows - 1,
      Math.floor((frame.y + frame.height - top) / step),
    );
    for (let row = firstRow; row <= lastRow; row += 1) {
      for (let column = firstColumn; column <= lastColumn; column += 1) {
        const within = row * layout.columns + column;
        if (within < section.count) touched.push(section.firstItem + within);
      }
    }
  }
  return touched;
}

/** The first item whose cell is not wholly above `y`; what scroll anchoring holds on to. */
export function firstItemBelow(layout: Layout, y: number): number | undefined {
  const section = sectionAt(layout, 'top', y);
  if (!section) return undefined;
  const step = layout.cell + layout.gap;
  const row = Math.max(0, Math.floor((y - section.top - section.header + layout.gap) / step));
  const index = section.firstItem + row * layout.columns;
  if (row < section.itemRows) return index;
  const next = section.firstItem + section.count;
  return next < layout.itemCount ? next : undefined;
}

/** The box of a picture inside a square cell: as large as fits, never cut. */
export function fitInside(
  natural: { width: number; height: number },
  edge: number,
): { width: number; height: number } {
  const scale = edge / Math.max(natural.width, natural.height);
  return {
    width: Math.max(1, Math.round(natural.width * scale)),
    height: Math.max(1, Math.round(natural.height * scale)),
  };
}
