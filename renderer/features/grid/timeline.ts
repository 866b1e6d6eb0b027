import { lastUpTo } from './layout.ts';

/** A day of a list that is in the order of time, and where its works begin. */
export interface DayMark {
  /** As `2026-11-21`. */
  readonly day: string;
  readonly first: number;
  readonly count: number;
}

/** Days with the positions they begin at. */
export function marksOf(
  days: readonly { readonly day: string; readonly count: number }[],
): DayMark[] {
  let first = 0;
  return days.map(({ day, count }) => {
    const mark = { day, first, count };
    first += count;
    return mark;
  });
}

/** The index of the day that holds an item. */
export function dayAt(days: readonly DayMark[], item: number): number {
  return Math.max(
    0,
    lastUpTo(days, item, ({ first }) => first),
  );
}

export interface Tick {
  readonly day: string;
  /** From 0 at the top to 1. */
  readonly at: number;
  /** A year begins, or ends where the oldest come first. */
  readonly isYear: boolean;
}

/** Least pixels between two marks. */
const SPACING = 6;

/** A mark for each month, as far as there is room for them; years are always marked, and months give way to them. */
export function ticksOf(
  days: readonly DayMark[],
  at: (item: number) => number,
  height: number,
): Tick[] {
  const ticks: Tick[] = [];
  let [month, year] = ['', days[0]?.day.slice(0, 4) ?? ''];
  for (const { day, first } of days) {
    if (day.slice(0, 7) === month) continue;
    month = day.slice(0, 7);
    const isYear = day.slice(0, 4) !== year;
    year = day.slice(0, 4);
    const tick = { day, at: at(first), isYear };
    const last = ticks.at(-1);
    const isClose = last !== undefined && (tick.at - last.at) * height < SPACING;
    if (isClose && !isYear) continue;
    if (isClose && !last.isYear) ticks.pop();
    ticks.push(tick);
  }
  return ticks;
}
