import {
  type Block,
  type JustifiedLayout,
  type JustifiedRow,
  lastUpTo,
  type PlacedSection,
  type Rect,
  type RowPlan,
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

/**
 * A page of works arrives; all blocks but its own stand as they stood, and are taken over from here, also those whose
 * page went out of view and is known no longer: else all that is below them would move.
 */
export interface BlockPlans {
  plans: Map<string, { readonly aspects: readonly number[]; readonly plan: readonly RowPlan[] }>;
  /** What the plans were made for. */
  measure: string;
}

export function noPlans(): BlockPlans {
  return { plans: new Map(), measure: '' };
}

/** Where everything stands. `known` is what an earlier call left there, and is left for the next one. */
export function layOutJustified(input: JustifiedInput, known = noPlans()): JustifiedLayout {
  const { gap, padding, block, sections } = input;
  const planned = planner(input, known);
  const blocks: Block[] = [];
  const placed: PlacedSection[] = [];
  let [firstItem, firstRow, top, columns] = [0, 0, input.top, 1];
  for (const section of sections) {
    if (section.count === 0) continue;
    const at = { ...section, firstItem, firstRow, itemRows: 0, top };
    if (section.header > 0) {
      blocks.push({ section: at, start: firstItem, firstRow, top, plan: 'header' });
      firstRow += 1;
      top += section.header;
    }
    const end = firstItem + section.count;
    for (let start = firstItem; start < end;) {
      const next = Math.min(end, (Math.floor(start / block) + 1) * block);
      const plan = planned(start, next);
      blocks.push({ section: at, start, firstRow, top, plan });
      for (const { widths } of plan) columns = Math.max(columns, widths.length);
      const last = plan.at(-1);
      top += last ? last.top + last.height + gap : 0;
      at.itemRows += plan.length;
      firstRow += plan.length;
      start = next;
    }
    placed.push(at);
    firstItem = end;
  }
  return {
    kind: 'justified',
    columns,
    gap,
    padding,
    rowCount: firstRow,
    itemCount: firstItem,
    height: firstRow === 0 ? top + padding : top - gap + padding,
    sections: placed,
    blocks,
  };
}

/** Plans a block, once for all that look the same: of a long list most were not fetched. */
function planner(input: JustifiedInput, known: BlockPlans) {
  const { width, tile, gap, padding, aspectAt } = input;
  const usual = usualAspect(input);
  const measure = [width, tile, gap, padding].join(' ');
  const before = known.measure === measure ? known.plans : noPlans().plans;
  known.measure = measure;
  known.plans = new Map();
  return (start: number, end: number): readonly RowPlan[] => {
    // A page comes from its beginning; only after a deletion its end may be missing.
    const isUnknown = aspectAt(start) === undefined && aspectAt(end - 1) === undefined;
    const own = `${start} ${end}`;
    const seen = isUnknown ? before.get(own) : undefined;
    if (seen) {
      known.plans.set(own, seen);
      return seen.plan;
    }
    const key = isUnknown ? `${end - start} of ${usual}` : own;
    const same = known.plans.get(key);
    if (isUnknown && same) return same.plan;
    const aspects = Array.from({ length: end - start }, (_, at) =>
      held((isUnknown ? undefined : aspectAt(start + at)) ?? usual),
    );
    const old = before.get(key);
    const isOld = old !== undefined && aspects.every((aspect, at) => aspect === old.aspects[at]);
    const entry = isOld ? old : { aspects, plan: planRows(input, aspects) };
    known.plans.set(key, entry);
    return entry.plan;
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

/** The rows of works of these shapes: as many as come nearest to the height that is aimed at. */
function planRows(input: JustifiedInput, aspects: readonly number[]): RowPlan[] {
  const { gap, tile } = input;
  const width = Math.max(1, input.width - 2 * input.padding);
  const sum = aspects.reduce((total, aspect) => total + aspect, 0);
  const rowCount = Math.max(1, Math.round((sum * tile + gap * aspects.length) / (width + gap)));
  const plans: RowPlan[] = [];
  let [row, passed, top] = [[] as number[], 0, 0];
  for (const [at, aspect] of aspects.entries()) {
    row.push(aspect);
    passed += aspect;
    // A row ends where its share of the whole is reached, or where the next picture would pass it by more.
    const share = (sum * (plans.length + 1)) / rowCount;
    const next = aspects[at + 1];
    if (next !== undefined && passed + next / 2 <= share) continue;
    // One row alone need not fill the width; among others it would look torn.
    const cells = justify(row, width, gap, rowCount === 1 ? tile * MOST_GROWTH : Infinity);
    plans.push({ start: at + 1 - row.length, top, ...cells });
    top += cells.height + gap;
    row = [];
  }
  return plans;
}

function justify(aspects: readonly number[], width: number, gap: number, highest: number) {
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
  return { height, widths };
}

/** A row by its number. */
export function justifiedRow(layout: JustifiedLayout, row: number): JustifiedRow | undefined {
  const block = blockAt(layout, row, ({ firstRow }) => firstRow);
  return block && rowOfBlock(block, row - block.firstRow);
}

function rowOfBlock({ section, start, top, plan }: Block, at: number): JustifiedRow | undefined {
  if (plan === 'header') {
    return at === 0
      ? { kind: 'header', section, top, height: section.header, widths: [] }
      : undefined;
  }
  const row = plan[at];
  if (!row) return undefined;
  const { widths, height } = row;
  const first = start + row.start;
  const end = first + widths.length;
  return { kind: 'items', section, start: first, end, top: top + row.top, height, widths };
}

/** The last block that begins at or before a value of a property that ascends; the first one before all. */
function blockAt(
  layout: JustifiedLayout,
  value: number,
  property: (block: Block) => number,
): Block | undefined {
  return layout.blocks[Math.max(0, lastUpTo(layout.blocks, value, property))];
}

/** The row that holds an item. */
export function justifiedRowOf(layout: JustifiedLayout, index: number): number {
  const block = blockAt(layout, index, ({ start }) => start);
  if (!block || block.plan === 'header') return 0;
  return block.firstRow + lastUpTo(block.plan, index - block.start, ({ start }) => start);
}

/** The row at a height; the first one above all. */
export function justifiedRowAt(layout: JustifiedLayout, y: number): number {
  const block = blockAt(layout, y, ({ top }) => top);
  if (!block) return 0;
  if (block.plan === 'header') return block.firstRow;
  return (
    block.firstRow +
    Math.max(
      0,
      lastUpTo(block.plan, y - block.top, ({ top }) => top),
    )
  );
}

export function justifiedRect(layout: JustifiedLayout, index: number): Rect | undefined {
  const row = justifiedRow(layout, justifiedRowOf(layout, index));
  if (row?.kind !== 'items') return undefined;
  let x = layout.padding;
  for (let at = row.start; at < index; at += 1) x += (row.widths[at - row.start] ?? 0) + layout.gap;
  return { x, y: row.top, width: row.widths[index - row.start] ?? 1, height: row.height };
}

export function justifiedTouching(layout: JustifiedLayout, frame: Rect): number[] {
  const touched: number[] = [];
  for (let at = justifiedRowAt(layout, frame.y); at < layout.rowCount; at += 1) {
    const row = justifiedRow(layout, at);
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
  for (let at = justifiedRowAt(layout, y); at < layout.rowCount; at += 1) {
    const row = justifiedRow(layout, at);
    if (row?.kind === 'items' && row.top + row.height > y) return row.start;
  }
  return undefined;
}
