import { useLanguage } from './use-words.ts';

export interface Format {
  number: (value: number) => string;
  percent: (fraction: number) => string;
  /** 1,536 × 1,024 without grouping, as picture sizes are written. */
  size: (width: number, height: number) => string;
  bytes: (bytes: number) => string;
  /** 21 November 2026, 14:05 */
  dateTime: (instant: string) => string;
  /** 21 Nov 2026 */
  date: (instant: string) => string;
  /** 14:05 */
  time: (instant: string) => string;
  /** "3 minutes ago", "in 6 days": the largest unit that fits. */
  relative: (instant: string, now?: number) => string;
  /** "12 s", "1 min 5 s" */
  duration: (seconds: number) => string;
  list: (items: readonly string[]) => string;
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** Numbers, dates and lists as a language writes them. */
export function createFormat(language: string): Format {
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const unit = (value: number, name: string, digits = 0) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);

  return {
    number: (value) => number.format(value),
    percent: (fraction) => percent.format(fraction),
    size: (width, height) => `${width} × ${height}`,
    bytes(bytes) {
      if (bytes < 1_000) return unit(bytes / 1_000, 'kilobyte', 1);
      if (bytes < 1_000_000) return unit(bytes / 1_000, 'kilobyte');
      if (bytes < 1_000_000_000) return unit(bytes / 1_000_000, 'megabyte', 1);
      return unit(bytes / 1_000_000_000, 'gigabyte', 1);
    },
    dateTime: (instant) => dateTime.format(new Date(instant)),
    date: (instant) => date.format(new Date(instant)),
    time: (instant) => time.format(new Date(instant)),
    relative(instant, now = Date.now()) {
      const seconds = (Date.parse(instant) - now) / 1_000;
      const [name, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? [
        'second',
        1,
      ];
      return relative.format(Math.trunc(seconds / length), name);
    },
    duration(seconds) {
      const whole = Math.max(0, Math.round(seconds));
      if (whole < 60) return unit(whole, 'second');
      const rest = whole % 60;
      const minutes = unit(Math.floor(whole / 60), 'minute');
      return rest === 0 ? minutes : `${minutes} ${unit(rest, 'second')}`;
    },
    list: (items) => list.format(items),
  };
}

/** Making one takes half a millisecond, and every tile of a grid asks for it. */
const formats = new Map<string, Format>();

export function useFormat(): Format {
  const language = useLanguage();
  const known = formats.get(language);
  if (known) return known;
  const format = createFormat(language);
  formats.set(language, format);
  return format;
}
