/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed one by one; table elements can't be */
import {
  type FocusEvent,
  type KeyboardEvent,
  memo,
  type MouseEvent,
  type ReactNode,
  useDeferredValue,
} from 'react';
import { type SelectionStore, useIsSelected } from '../selection/selection-store.ts';
import { cellsOf, rowAt } from './geometry.ts';
import type { Layout } from './layout.ts';
import type { GridSource } from './source.ts';

/** Draws what is in a cell of so many CSS pixels. */
export type RenderCell<T> = (
  item: T,
  cell: {
    readonly width: number;
    readonly height: number;
    readonly selected: boolean;
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
}

interface RowProps<T> {
  readonly index: number;
  readonly top: number;
  readonly layout: Layout;
  readonly source: GridSource<T>;
  readonly store: SelectionStore;
  readonly tabStop: number;
  readonly handlers: CellHandlers;
  readonly renderCell: RenderCell<T>;
  readonly renderHeader: ((key: string) => ReactNode) | undefined;
  readonly onOpen: (item: T) => void;
}

/** Drawn again when what it shows changes, not when the grid is scrolled. */
export const GridRow = memo(Row) as typeof Row;

function Row<T>(props: RowProps<T>): ReactNode {
  const { layout, index, top } = props;
  const row = rowAt(layout, index);
  if (!row) return null;
  const place = { top, left: layout.padding, right: layout.padding };

  if (row.kind === 'header') {
    return (
      <div role="row" aria-rowindex={index + 1} className="absolute contain-layout" style={place}>
        <div role="rowheader" aria-colindex={1} aria-colspan={layout.columns}>
          {props.renderHeader?.(row.section.key)}
        </div>
      </div>
    );
  }

  const { widths, height } = cellsOf(layout, index);
  const items = Array.from({ length: row.end - row.start }, (_, at) => row.start + at);
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className="absolute flex contain-layout"
      style={{ ...place, gap: layout.gap, height }}
    >
      {items.map((item, column) => (
        <GridCell
          key={keyOf(props.source, item)}
          {...props}
          at={item}
          column={column}
          width={widths[column] ?? 0}
          height={height}
        />
      ))}
    </div>
  );
}

function keyOf<T>(source: GridSource<T>, index: number): string | number {
  const item = source.itemAt(index);
  if (item === undefined) return index;
  return source.keyOf?.(item) ?? source.idOf(item);
}

interface CellProps {
  readonly at: number;
  readonly column: number;
  readonly width: number;
  readonly height: number;
}

function GridCell<T>(props: RowProps<T> & CellProps): ReactNode {
  const { at, width, height, source, handlers } = props;
  const item = source.itemAt(at);
  const selected = useIsSelected(props.store, item === undefined ? '' : source.idOf(item));
  // What is in a cell is drawn when there is time: rows that fly past stay empty, and none holds up a frame.
  const isDrawn = useDeferredValue(item !== undefined, false);
  return (
    <div
      role="gridcell"
      aria-colindex={props.column + 1}
      aria-selected={selected}
      aria-busy={item === undefined}
      data-grid-index={at}
      tabIndex={at === props.tabStop ? 0 : -1}
      className="group/cell relative shrink-0 rounded-md outline-none"
      style={{ width, height }}
      onClick={(event) => handlers.click(at, event)}
      onDoubleClick={() => item !== undefined && props.onOpen(item)}
      onFocus={(event) => event.target === event.currentTarget && handlers.focus(at, event)}
      onContextMenu={() => handlers.contextMenu(at)}
      onKeyDown={(event) => handlers.keyDown(at, event)}
    >
      {item === undefined || !isDrawn ? (
        <div className="bg-hover/40 h-full w-full rounded-sm" />
      ) : (
        props.renderCell(item, {
          width,
          height,
          selected,
          hasKeyboard: at === props.tabStop,
          index: at,
        })
      )}
    </div>
  );
}
