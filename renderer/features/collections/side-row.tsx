import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import type { Collection } from '../../../contract/assets.ts';
import { useFormat } from '../../i18n/format.ts';
import { cx } from '../../ui/cx.ts';
import type { Place } from '../drag/payload.ts';
import { useDropPlace } from '../drag/use-drop-place.ts';
import { useLiftCollection } from '../drag/use-lift-collection.ts';

/** Rem that a row moves in for each collection it lies in. */
export const INDENT = 0.875;

interface SideRowProps {
  readonly place: Place;
  /** A collection, which can be lifted and moved into another one. */
  readonly lifted?: Collection;
  readonly depth?: number;
  /** Opens what is inside. */
  readonly toggle?: ReactNode;
  readonly icon: ReactNode;
  readonly name: string;
  readonly count: number | undefined;
  readonly isCurrent: boolean;
  readonly onGo: () => void;
  /** Stands at the end, over the count, while the pointer or the keyboard is here. */
  readonly menu?: ReactNode;
  readonly onKeyDown?: (event: React.KeyboardEvent) => void;
  /** Something that could be let go here has been held over it for a while. */
  readonly onLinger?: () => void;
  /** The rows inside it. */
  readonly children?: ReactNode;
}

/** A shelf or collection in the side list: a way there, and a place to drop works. */
export function SideRow(props: SideRowProps) {
  const format = useFormat();
  const ref = useRef<HTMLDivElement>(null);
  const { canTake, isOver } = useDropPlace(ref, props.place);
  useLiftCollection(ref, props.lifted);
  const { depth = 0 } = props;
  useLinger(isOver, props.onLinger);
  const hasToggle = props.toggle !== undefined && props.toggle !== false;
  return (
    <li>
      <div
        ref={ref}
        className={cx(
          'group relative flex h-9 items-center rounded-md transition-colors',
          props.isCurrent ? 'bg-press' : 'hover:bg-hover',
          canTake && 'outline-accent -outline-offset-2 outline-2 outline-dashed',
          isOver && 'bg-accent-soft outline-solid',
        )}
        style={{ paddingLeft: `${depth * INDENT}rem` }}
      >
        {hasToggle && <div className="relative z-10 -mr-2.5 pl-1">{props.toggle}</div>}
        <button
          type="button"
          aria-current={props.isCurrent ? 'page' : undefined}
          onClick={props.onGo}
          onKeyDown={props.onKeyDown}
          className="flex h-full min-w-0 flex-1 items-center gap-2.5 rounded-md pr-2.5 pl-2.5 text-left"
        >
          <span className="grid size-5 shrink-0 place-items-center">{props.icon}</span>
          <span
            className={cx('min-w-0 flex-1 truncate', props.isCurrent && 'font-medium')}
            title={props.name}
          >
            {props.name}
          </span>
          {props.count !== undefined && (
            <span
              className={cx(
                'text-muted tabular text-sm',
                props.menu !== undefined && 'group-focus-within:opacity-0 group-hover:opacity-0',
              )}
            >
              {format.number(props.count)}
            </span>
          )}
        </button>
        {props.menu !== undefined && (
          <div className="absolute right-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
            {props.menu}
          </div>
        )}
      </div>
      {props.children}
    </li>
  );
}

/** As long as a hand needs to have meant it. */
const LINGER_MILLISECONDS = 600;

function useLinger(isOver: boolean, run: (() => void) | undefined): void {
  const linger = useEffectEvent(() => run?.());
  useEffect(() => {
    if (!isOver) return undefined;
    const timer = setTimeout(linger, LINGER_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isOver]);
}
