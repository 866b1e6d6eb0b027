/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed one by one; table elements can't be */
import { memo, type ReactNode, startTransition, useEffect, useState } from 'react';
import { type SelectionStore, useIsSelected } from '../selection/selection-store.ts';
import type { Pace } from './pace.ts';
import { type CellHandlers, isSameRow, type RenderCell, type RowProps } from './row.ts';

/** Drawn again when what it shows changes, not when the grid is scrolled or something arrives elsewhere. */
export const GridRow = memo(Row, isSameRow) as typeof Row;

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

/** False for a row that comes flying past, until the first calm moment; whoever reads has it whole at once, drawn once. */
function useIsFull(pace: Pace): boolean {
  const [isFull, setFull] = useState(pace.isCalm);
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
