import {
  type JustifiedLayout,
  type JustifiedRow,
  lastUpTo,
  type PlacedSection,
  type Rect,
  type Section,
} from './layout.ts';

/**
 * Rows of whole pictures that fill the width. Where a picture stands depends on the shapes of all before it, and of a
 * long list only some are known: so works are justified in blocks of a page, each of full rows alone, and a block that
 * was not fetched takes the room it is expected to. A block that arrives moves what is below it, never what is above;
 * the grid's anchored scroll keeps what is in view where it is.
 */
interface JustifiedInput {
  readonly width: number;
  /** The height of a row that is aimed at. */
  readonly tile: number;
  readonly gap: number;
  readonly padding: number;
  readonly top: number;
  readonly sections: readonly Section[];
  /** Width by height; undefined for a work that was not fetched. */
  readonly aspectAt: (index: number) => number | undefined;
  /** Works in a block. */
  readonly block: number;
}

/** Narrower and wider pictures are cut: a strip of ten to one would leave its row no height. */
const LEAST_ASPECT = 0.4;
const MOST_ASPECT = 3;
/** What is expected of pictures nobody has seen. */
const USUAL_ASPECT = 1.2;
/** A row that is too short to fill the width grows by so much at most. */
const MOST_GROWTH = 1.25;

interface RowPlan {
  readonly count: number;
  readonly height: number;
  readonly widths: readonly number[];
}

export function layOutJustified(input: JustifiedInput): JustifiedLayout {
  const { gap, padding, block, sections } = input;
  const usual = usualAspect(input);
  const rows: JustifiedRow[] = [];
  const placed: PlacedSection[] = [];
  let [firstItem, top, columns] = [0, input.top, 1];
  for (const section of sections) {
    if (section.count === 0) continue;
    const at = { ...section, firstItem, firstRow: rows.length, itemRows: 0, top };
    const isHeaded = section.header > 0;
    const itemRows: JustifiedRow[] = [];
    top += section.header;
    const end = firstItem + section.count;
    for (let start = firstItem; start < end;) {
      const next = Math.min(end, (Math.floor(start / block) + 1) * block);
      for (const plan of planRows(input, start, next, usual)) {
        const row = { kind: 'items', section: at, start, end: start + plan.count } as const;
        itemRows.push({ ...row, top, height: plan.height, widths: plan.widths });
        columns = Math.max(columns, plan.count);
        start += plan.count;
        top += plan.height + gap;
      }
    }
    at.itemRows = itemRows.length;
    const head = { kind: 'header', section: at, top: at.top, height: section.header } as const;
    if (isHeaded) rows.push({ ...head, widths: [] });
    // Not spread: a section may have a hundred thousand rows.
    for (const row of itemRows) rows.push(row);
    placed.push(at);
    firstItem = end;
  }
  return {
    kind: 'justified',
    columns,
    gap,
    padding,
    rowCount: rows.length,
    itemCount: firstItem,
    height: rows.length === 0 ? top + padding : top - gap + padding,
    sections: placed,
    rows,
  };
}

const held = (aspect: number) => Math.min(MOST_ASPECT, Math.max(LEAST_ASPECT, aspect));

/** The mean shape of a sample of what is known. */
function usualAspect({ sections, aspectAt, block }: JustifiedInput): number {
  const count = sections.reduce((sum, section) => sum + section.count, 0);
  let [sum, known] = [0, 0];
  for (let start = 0; start < count; start += block) {
    if (aspectAt(start) === undefined) continue;
    for (let at = start; at < Math.min(count, start + block); at += 7) {
      const aspect = aspectAt(at);
      if (aspect === undefined) continue;
      sum += held(aspect);
      known += 1;
    }
  }
  return known === 0 ? USUAL_ASPECT : sum / known;
}

/** The rows of the works from `start` to before `end`: as many as come nearest to the height that is aimed at. */
function planRows(input: JustifiedInput, start: number, end: number, usual: number): RowPlan[] {
  const { gap, tile } = input;
  const width = Math.max(1, input.width - 2 * input.padding);
  const aspects = Array.from({ length: end - start }, (_, at) =>
    held(input.aspectAt(start + at) ?? usual),
  );
  const sum = aspects.reduce((total, aspect) => total + aspect, 0);
  const rowCount = Math.max(1, Math.round((sum * tile + gap * aspects.length) / (width + gap)));
  const plans: RowPlan[] = [];
  let [row, passed] = [[] as number[], 0];
  for (const [at, aspect] of aspects.entries()) {
    row.push(aspect);
    passed += aspect;
    // A row ends where its share of the whole is reached, or where the next picture would pass it by more.
    const share = (sum * (plans.length + 1)) / rowCount;
    const next = aspects[at + 1];
    if (next !== undefined && passed + next / 2 <= share) continue;
    // One row alone need not fill the width; among others it would look torn.
    plans.push(justify(row, width, gap, rowCount === 1 ? tile * MOST_GROWTH : Infinity));
    row = [];
  }
  return plans;
}

function justify(aspects: readonly number[], width: number, gap: number, highest: number): RowPlan {
  const room = width - gap * (aspects.length - 1);
  const sum = aspects.reduce((total, aspect) => total + aspect, 0);
  const full = room / sum;
  // Whole pixels: fractional edges blur thumbnails and make hairlines between rows.
  const height = Math.max(1, Math.floor(Math.min(full, highest)));
  const isFull = full <= highest;
  let [x, right] = [0, 0];
  const widths = aspects.map((aspect, at) => {
    x += isFull ? (aspect / sum) * room : aspect * height;
    const edge = at === aspects.length - 1 && isFull ? room : Math.round(x);
    const own = Math.max(1, edge - right);
    right = edge;
    return own;
  });
  return { count: aspects.length, height, widths };
}

/** The row that holds an item. */
export function justifiedRowOf(layout: JustifiedLayout, index: number): number {
  const row = lastUpTo(layout.rows, index, (one) =>
    one.kind === 'items' ? one.start : one.section.firstItem,
  );
  return row;
}

export function justifiedRect(layout: JustifiedLayout, index: number): Rect | undefined {
  const row = layout.rows[justifiedRowOf(layout, index)];
  if (row?.kind !== 'items') return undefined;
  let x = layout.padding;
  for (let at = row.start; at < index; at += 1) x += (row.widths[at - row.start] ?? 0) + layout.gap;
  return { x, y: row.top, width: row.widths[index - row.start] ?? 1, height: row.height };
}

export function justifiedTouching(layout: JustifiedLayout, frame: Rect): number[] {
  const touched: number[] = [];
  const first = Math.max(
    0,
    lastUpTo(layout.rows, frame.y, (row) => row.top),
  );
  for (let at = first; at < layout.rows.length; at += 1) {
    const row = layout.rows[at];
    if (!row || row.top > frame.y + frame.height) break;
    if (row.kind === 'header' || row.top + row.height < frame.y) continue;
    let x = layout.padding;
    for (const [place, width] of row.widths.entries()) {
      if (x <= frame.x + frame.width && x + width >= frame.x) touched.push(row.start + place);
      x += width + layout.gap;
    }
  }
  return touched;
}

/** The first item whose cell is not wholly above `y`. */
export function justifiedBelow(layout: JustifiedLayout, y: number): number | undefined {
  for (
    let at = Math.max(
      0,
      lastUpTo(layout.rows, y, (row) => row.top),
    );
    ;
    at += 1
  ) {
    const row = layout.rows[at];
    if (!row) return undefined;
    if (row.kind === 'items' && row.top + row.height > y) return row.start;
  }
}
