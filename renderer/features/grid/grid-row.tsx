/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed one by one; table elements can't be */
import {
  type FocusEvent,
  type KeyboardEvent,
  memo,
  type MouseEvent,
  type ReactNode,
  startTransition,
  useEffect,
  useState,
} from 'react';
import { type SelectionStore, useIsSelected } from '../selection/selection-store.ts';
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

interface RowProps<T> extends RowContent<T> {
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

/** Drawn again when what it shows changes, not when the grid is scrolled or something arrives elsewhere. */
export const GridRow = memo(Row, isSameRow) as typeof Row;

/** Lists compare by what is in them, all else by itself. */
function isSameRow<T>(before: RowProps<T>, after: RowProps<T>): boolean {
  return (Object.keys(after) as (keyof RowProps<T>)[]).every((key) => {
    const [old, now] = [before[key], after[key]];
    if (!Array.isArray(old) || !Array.isArray(now)) return Object.is(old, now);
    return old.length === now.length && old.every((value, at) => Object.is(value, now[at]));
  });
}

function Row<T>(props: RowProps<T>): ReactNode {
  const { index, top, left, gap, height, widths } = props;
  const isFull = useIsFull(props.pace);
  const place = { top, left, right: left };

  if (props.header !== undefined) {
    return (
      <div role="row" aria-rowindex={index + 1} className="absolute contain-layout" style={place}>
        <div role="rowheader" aria-colindex={1} aria-colspan={props.columns}>
          {props.renderHeader?.(props.header)}
        </div>
      </div>
    );
  }

  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className="absolute flex contain-layout contain-size contain-style"
      style={{ ...place, gap, height }}
    >
      {props.items.map((item, column) => (
        <GridCell
          key={props.keys[column]}
          at={props.start + column}
          column={column}
          item={item}
          id={props.ids[column] ?? ''}
          width={widths[column] ?? 0}
          height={height}
          isFull={isFull}
          hasKeyboard={props.start + column === props.tabStop}
          store={props.store}
          handlers={props.handlers}
          renderCell={props.renderCell}
        />
      ))}
    </div>
  );
}

/** False for a row that flies past; true from the first calm moment on, when there is time. */
function useIsFull(pace: Pace): boolean {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    if (isFull) return undefined;
    return pace.whenCalm(() => startTransition(() => setFull(true)));
  }, [isFull, pace]);
  return isFull;
}

interface CellProps<T> {
  readonly at: number;
  readonly column: number;
  readonly item: T | undefined;
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly isFull: boolean;
  readonly hasKeyboard: boolean;
  readonly store: SelectionStore;
  readonly handlers: CellHandlers;
  readonly renderCell: RenderCell<T>;
}

function GridCell<T>(props: CellProps<T>): ReactNode {
  const { at, item, width, height, isFull, hasKeyboard, handlers } = props;
  const selected = useIsSelected(props.store, props.id);
  return (
    <div
      role="gridcell"
      aria-colindex={props.column + 1}
      aria-selected={selected}
      aria-busy={item === undefined}
      data-grid-index={at}
      tabIndex={hasKeyboard ? 0 : -1}
      className="group/cell relative shrink-0 rounded-md outline-none"
      style={{ width, height }}
      onClick={(event) => handlers.click(at, event)}
      onDoubleClick={() => handlers.open(at)}
      onFocus={(event) => event.target === event.currentTarget && handlers.focus(at, event)}
      onContextMenu={() => handlers.contextMenu(at)}
      onKeyDown={(event) => handlers.keyDown(at, event)}
    >
      {item === undefined ? (
        <div className="bg-hover/40 h-full w-full rounded-sm" />
      ) : (
        props.renderCell(item, { width, height, selected, isFull, hasKeyboard, index: at })
      )}
    </div>
  );
}
