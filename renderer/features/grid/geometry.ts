import {
  justifiedBelow,
  justifiedRect,
  justifiedRow,
  justifiedRowAt,
  justifiedRowOf,
  justifiedTouching,
} from './justified.ts';
import {
  type Layout,
  lastUpTo,
  type PlacedSection,
  type Rect,
  type Row,
  type Section,
  type UniformLayout,
} from './layout.ts';

/**
 * Where every cell of a grid stands, from numbers alone: no element is measured, so nothing jumps when a
 * picture comes.
 *
 * Here cells are all of one size, and as many to a row as fit; sections begin a new row and may have a header above
 * them. Everything is arithmetic over sections, so 100,000 works cost as much as ten. Rows of pictures in their own
 * shapes are in justified.ts; what asks about a layout here is asked of both.
 */
export interface LayoutInput {
  /** The inner width of the scrolling box. */
  readonly width: number;
  /** The edge a creator asked for; the real one is at least this, so that rows are full. */
  readonly tile: number;
  /** Of a cell that is not square. */
  readonly cellHeight?: number;
  readonly gap: number;
  readonly padding: number;
  /** Space above the first row, where it is not the padding. */
  readonly top?: number;
  readonly sections: readonly Section[];
}

export function layOut(input: LayoutInput): UniformLayout {
  const { gap, padding } = input;
  const inner = Math.max(1, input.width - 2 * padding);
  const columns = Math.max(1, Math.floor((inner + gap) / (input.tile + gap)));
  // Whole pixels: fractional edges blur thumbnails and make hairlines between rows.
  const cell = Math.max(1, Math.floor((inner - gap * (columns - 1)) / columns));

  const cellHeight = input.cellHeight ?? cell;
  const sections: PlacedSection[] = [];
  let [firstItem, firstRow, top] = [0, 0, input.top ?? padding];
  for (const section of input.sections) {
    if (section.count === 0) continue;
    const itemRows = Math.ceil(section.count / columns);
    sections.push({ ...section, firstItem, firstRow, itemRows, top });
    firstItem += section.count;
    firstRow += itemRows + (section.header > 0 ? 1 : 0);
    top += section.header + itemRows * (cellHeight + gap);
  }
  return {
    kind: 'uniform',
    columns,
    cell,
    cellHeight,
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
  layout: UniformLayout,
  property: 'firstItem' | 'firstRow' | 'top',
  value: number,
): PlacedSection | undefined {
  const at = lastUpTo(layout.sections, value, (section) => section[property]);
  return layout.sections[Math.max(0, at)];
}

const headerRows = (section: PlacedSection) => (section.header > 0 ? 1 : 0);

export function rowAt(layout: Layout, row: number): Row | undefined {
  if (row < 0 || row >= layout.rowCount) return undefined;
  if (layout.kind === 'justified') return justifiedRow(layout, row);
  const section = sectionAt(layout, 'firstRow', row);
  if (!section) return undefined;
  const within = row - section.firstRow - headerRows(section);
  if (within < 0) return { kind: 'header', section };
  const start = section.firstItem + within * layout.columns;
  const end = Math.min(start + layout.columns, section.firstItem + section.count);
  return { kind: 'items', section, start, end };
}

/** Where a row stands and the height it takes, without the gap beneath it. */
export function rowSpan(layout: Layout, row: number): { top: number; height: number } {
  const at = rowAt(layout, row);
  if (!at) return { top: 0, height: 0 };
  if (layout.kind === 'justified') return justifiedRow(layout, row) ?? { top: 0, height: 0 };
  const { section } = at;
  if (at.kind === 'header') return { top: section.top, height: section.header };
  const within = row - section.firstRow - headerRows(section);
  const top = section.top + section.header + within * (layout.cellHeight + layout.gap);
  return { top, height: layout.cellHeight };
}

/** The row at a height, or the nearest one; -1 in an empty grid. */
export function rowAtHeight(layout: Layout, y: number): number {
  if (layout.rowCount === 0) return -1;
  if (layout.kind === 'justified') return justifiedRowAt(layout, y);
  const section = sectionAt(layout, 'top', y);
  if (!section) return -1;
  if (y < section.top + section.header) return section.firstRow;
  const within = Math.floor((y - section.top - section.header) / (layout.cellHeight + layout.gap));
  return section.firstRow + headerRows(section) + Math.min(within, section.itemRows - 1);
}

/** The widths and the height of a row's cells. */
export function cellsOf(
  layout: Layout,
  row: number,
): { readonly widths: readonly number[]; readonly height: number } {
  if (layout.kind === 'justified') return justifiedRow(layout, row) ?? { widths: [], height: 0 };
  const at = rowAt(layout, row);
  if (at?.kind !== 'items') return { widths: [], height: 0 };
  const widths = Array.from({ length: at.end - at.start }, () => layout.cell);
  return { widths, height: layout.cellHeight };
}

/** Row and column of an item; undefined outside the grid. */
export function placeOf(
  layout: Layout,
  index: number,
): { row: number; column: number } | undefined {
  if (index < 0 || index >= layout.itemCount) return undefined;
  if (layout.kind === 'justified') {
    const row = justifiedRowOf(layout, index);
    const at = justifiedRow(layout, row);
    return at?.kind === 'items' ? { row, column: index - at.start } : undefined;
  }
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
  if (layout.kind === 'justified') return justifiedRect(layout, index);
  const section = sectionAt(layout, 'firstItem', index);
  if (!section) return undefined;
  const within = index - section.firstItem;
  const row = Math.floor(within / layout.columns);
  return {
    x: layout.padding + (within % layout.columns) * (layout.cell + layout.gap),
    y: section.top + section.header + row * (layout.cellHeight + layout.gap),
    width: layout.cell,
    height: layout.cellHeight,
  };
}

/** The items that a frame touches, in order. */
export function itemsTouching(layout: Layout, frame: Rect): number[] {
  if (layout.kind === 'justified') return justifiedTouching(layout, frame);
  const touched: number[] = [];
  const step = layout.cell + layout.gap;
  const rowStep = layout.cellHeight + layout.gap;
  const firstColumn = Math.max(0, Math.floor((frame.x - layout.padding + layout.gap) / step));
  const lastColumn = Math.min(
    layout.columns - 1,
    Math.floor((frame.x + frame.width - layout.padding) / step),
  );
  for (const section of layout.sections) {
    const top = section.top + section.header;
    const firstRow = Math.max(0, Math.floor((frame.y - top + layout.gap) / rowStep));
    const lastRow = Math.min(
      section.itemRows - 1,
      Math.floor((frame.y + frame.height - top) / rowStep),
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
  if (layout.kind === 'justified') return justifiedBelow(layout, y);
  const section = sectionAt(layout, 'top', y);
  if (!section) return undefined;
  const step = layout.cellHeight + layout.gap;
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
