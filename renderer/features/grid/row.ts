import type { FocusEvent, KeyboardEvent, MouseEvent, ReactNode } from 'react';
import type { SelectionStore } from '../selection/selection-store.ts';
import { cellsOf, rowAt, rowSpan } from './geometry.ts';
import type { Layout } from './layout.ts';
import type { Pace } from './pace.ts';
import type { GridSource } from './source.ts';

/** Draws what is in a cell of so many CSS pixels. */
export type RenderCell<T> = (
  item: T,
  cell: {
    readonly width: number;
    readonly height: number;
    readonly selected: boolean;
    /** False while the grid flies past: the picture alone is drawn then, what lies on it later. */
    readonly isFull: boolean;
    /** The Tab key comes to this one. */
    readonly hasKeyboard: boolean;
    readonly index: number;
  },
) => ReactNode;

/** What happens on a cell. The same functions for as long as the grid stands: a new one would draw every row anew. */
export interface CellHandlers {
  readonly click: (index: number, event: MouseEvent) => void;
  readonly focus: (index: number, event: FocusEvent) => void;
  readonly contextMenu: (index: number) => void;
  readonly keyDown: (index: number, event: KeyboardEvent) => void;
  readonly open: (index: number) => void;
}

/** Where a row stands and what is in it, in values that compare: rows are told anew whenever anything arrives. */
export interface RowContent<T> {
  readonly top: number;
  readonly height: number;
  readonly left: number;
  readonly gap: number;
  /** The most cells that a row of the grid has. */
  readonly columns: number;
  /** Of its cells; none for a header. */
  readonly widths: readonly number[];
  readonly start: number;
  readonly items: readonly (T | undefined)[];
  readonly keys: readonly (string | number)[];
  readonly ids: readonly string[];
  readonly header: string | undefined;
}

export interface RowProps<T> extends RowContent<T> {
  readonly index: number;
  readonly store: SelectionStore;
  /** The item that the Tab key comes to; -1 where it is in another row. */
  readonly tabStop: number;
  readonly pace: Pace;
  readonly handlers: CellHandlers;
  readonly renderCell: RenderCell<T>;
  readonly renderHeader: ((key: string) => ReactNode) | undefined;
}

/** Tells a row of a layout. */
export function rowIn<T>(layout: Layout, source: GridSource<T>, row: number): RowContent<T> {
  const at = rowAt(layout, row);
  const { widths, height } = cellsOf(layout, row);
  const { padding: left, gap, columns } = layout;
  const isItems = at?.kind === 'items';
  const start = isItems ? at.start : 0;
  const items = Array.from({ length: isItems ? at.end - start : 0 }, (_, nr) =>
    source.itemAt(start + nr),
  );
  return {
    top: rowSpan(layout, row).top,
    height,
    left,
    gap,
    columns,
    widths,
    start,
    items,
    keys: items.map((item, nr) => (item === undefined ? start + nr : keyOf(source, item))),
    ids: items.map((item) => (item === undefined ? '' : source.idOf(item))),
    header: at?.kind === 'header' ? at.section.key : undefined,
  };
}

function keyOf<T>(source: GridSource<T>, item: T): string {
  return source.keyOf?.(item) ?? source.idOf(item);
}

/** Lists compare by what is in them, all else by itself. */
export function isSameRow<T>(before: RowProps<T>, after: RowProps<T>): boolean {
  return (Object.keys(after) as (keyof RowProps<T>)[]).every((key) => {
    const [old, now] = [before[key], after[key]];
    if (!Array.isArray(old) || !Array.isArray(now)) return Object.is(old, now);
    return old.length === now.length && old.every((value, at) => Object.is(value, now[at]));
  });
}
