import {
  type KeyboardEvent,
  memo,
  type PointerEvent,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../ui/cx.ts';
import { firstItemBelow, rectOf } from './geometry.ts';
import { type Layout, lastUpTo } from './layout.ts';
import { dayAt, type DayMark, ticksOf } from './timeline.ts';

interface DateScrubberProps {
  readonly days: readonly DayMark[];
  readonly layout: Layout;
  readonly scroller: RefObject<HTMLElement | null>;
  /** The inner height of the scrolling box, and the width of its scrollbar. */
  readonly viewHeight: number;
  readonly right: number;
}

/** Beside the scrollbar of the whole: months as marks, and under the pointer the day one would come to. */
export function DateScrubber({ days, layout, scroller, viewHeight, right }: DateScrubberProps) {
  const { t, i18n } = useTranslation('grid');
  const strip = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<{ index: number; y: number } | null>(null);
  const isDragging = useRef(false);
  const current = useCurrentDay(days, layout, scroller);
  const ticks = useMemo(
    () => ticksOf(days, (item) => (rectOf(layout, item)?.y ?? 0) / layout.height, viewHeight),
    [days, layout, viewHeight],
  );
  const format = useMemo(
    () =>
      new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'long', year: 'numeric' }),
    [i18n.language],
  );
  const nameOf = (index: number) => {
    const day = days[index]?.day;
    return day === undefined ? '' : format.format(new Date(`${day}T12:00:00`));
  };
  const goTo = (index: number) => {
    const day = days[index];
    const rect = day && rectOf(layout, day.first);
    if (rect) scroller.current?.scrollTo({ top: Math.max(0, rect.y - 48) });
  };

  /** The day whose works stand where the pointer is on the strip. */
  const dayUnder = (event: PointerEvent) => {
    const box = strip.current?.getBoundingClientRect();
    if (!box) return null;
    const y = Math.min(Math.max(event.clientY - box.top, 0), box.height);
    const item = firstItemBelow(layout, (y / box.height) * layout.height) ?? layout.itemCount - 1;
    return { index: dayAt(days, item), y };
  };
  const onPointer = (event: PointerEvent) => {
    const under = dayUnder(event);
    setHovered(under);
    if (under && isDragging.current) goTo(under.index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const month = days[current]?.day.slice(0, 7);
    const to = {
      ArrowDown: days.findIndex(({ day }, at) => at > current && !day.startsWith(month ?? '')),
      ArrowUp: days.findLastIndex(({ day }, at) => at < current && !day.startsWith(month ?? '')),
      Home: 0,
      End: days.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to >= 0) goTo(to);
  };

  return (
    <div
      ref={strip}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an <input> has even steps, days have none
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('scrubber')}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, days.length - 1)}
      aria-valuenow={current}
      aria-valuetext={nameOf(current)}
      style={{ right }}
      className="group/scrubber ring-inside absolute inset-y-1 w-5 touch-none"
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        isDragging.current = true;
        onPointer(event);
      }}
      onPointerMove={onPointer}
      onPointerUp={() => (isDragging.current = false)}
      onPointerCancel={() => (isDragging.current = false)}
      onPointerLeave={() => !isDragging.current && setHovered(null)}
    >
      <Ticks ticks={ticks} />
      {hovered && (
        <span
          aria-hidden
          style={{ top: hovered.y }}
          className="bg-raised shadow-float tabular pointer-events-none absolute right-6 z-10 -translate-y-1/2 rounded-md px-2 py-1 text-sm whitespace-nowrap"
        >
          {nameOf(hovered.index)}
        </span>
      )}
    </div>
  );
}

interface TicksProps {
  readonly ticks: ReturnType<typeof ticksOf>;
}

/** The months: a hundred and more, which stand while the day goes by. */
const Ticks = memo(({ ticks }: TicksProps) =>
  ticks.map(({ day, at, isYear }) => (
    <span
      key={day}
      aria-hidden
      style={{ top: `${at * 100}%` }}
      className={cx(
        'absolute right-1.5 h-px transition-colors',
        isYear
          ? 'bg-icon w-2.5'
          : 'bg-edge group-hover/scrubber:bg-icon w-1.5 opacity-60 group-hover/scrubber:opacity-100',
      )}
    />
  )),
);

/** The day at the top of the view; this alone is drawn again while it is scrolled. */
function useCurrentDay(
  days: readonly DayMark[],
  layout: Layout,
  scroller: RefObject<HTMLElement | null>,
): number {
  const [current, setCurrent] = useState(0);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const read = () => {
      // What stands just beneath the edge: going to a day leaves its heading in view.
      const item = firstItemBelow(layout, element.scrollTop + 52) ?? 0;
      setCurrent(
        Math.max(
          0,
          lastUpTo(days, item, ({ first }) => first),
        ),
      );
    };
    read();
    // Before the rows are drawn that came into view: asked for after that, the place costs a layout.
    const how = { passive: true, capture: true };
    element.addEventListener('scroll', read, how);
    return () => element.removeEventListener('scroll', read, how);
  }, [days, layout, scroller]);
  return current;
}
