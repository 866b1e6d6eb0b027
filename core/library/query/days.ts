/** Days of a time zone as seconds of the epoch. Errors: RangeError for a zone nobody knows. */
export interface Days {
  /** The day an instant lies in. */
  at(seconds: number): Day;
}

export interface Day {
  /** `2026-11-21` */
  name: string;
  from: number;
  to: number;
}

const DAY = 86_400;
const MOST_KNOWN = 50_000;

const KNOWN = new Map<string, Days>();

export function daysOf(zone: string): Days {
  let days = KNOWN.get(zone);
  if (!days) {
    days = createDays(zone);
    KNOWN.set(zone, days);
  }
  return days;
}

function createDays(zone: string): Days {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    era: 'short',
  });
  /** By the quarter of an hour of an instant that was asked for: Intl takes microseconds to say which day it is. */
  const known = new Map<number, Day>();
  let last: Day | undefined;

  /** What a clock on the wall shows, as if it were UTC. */
  function wall(seconds: number): number {
    const parts: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(seconds * 1_000)) parts[type] = value;
    const at = new Date(0);
    const year = Number(parts['year']);
    at.setUTCFullYear(
      parts['era'] === 'BC' ? 1 - year : year,
      Number(parts['month']) - 1,
      Number(parts['day']),
    );
    at.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']));
    return at.getTime() / 1_000;
  }

  /** When the wall shows this. The second look is for a day on which clocks are put forward or back. */
  function instantOf(local: number): number {
    const guess = local - (wall(local) - local);
    return local - (wall(guess) - guess);
  }

  return {
    at(seconds) {
      if (last && isIn(last, seconds)) return last;
      const quarter = Math.floor(seconds / 900);
      let day = known.get(quarter);
      if (!day || !isIn(day, seconds)) {
        const start = Math.floor(wall(seconds) / DAY) * DAY;
        const name = new Date(start * 1_000).toISOString().slice(0, 10);
        day = { name, from: instantOf(start), to: instantOf(start + DAY) };
        if (known.size > MOST_KNOWN) known.clear();
        known.set(quarter, day);
      }
      last = day;
      return day;
    },
  };
}

function isIn({ from, to }: Day, seconds: number): boolean {
  return seconds >= from && seconds < to;
}
