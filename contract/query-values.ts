/** Values of the search's filters, as they are typed. Pure; nothing here throws. */

/** A day, month or year, or so long before today. `month` is 1 to 12. */
export type DayValue =
  | { kind: 'date'; year: number; month: number | null; day: number | null }
  | { kind: 'ago'; count: number; unit: 'day' | 'month' | 'year' };

const DATE = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;
const AGO = /^(\d{1,4})([dwmy])$/;

/** 2026, 2026-11, 2026-11-21, today, yesterday, 7d, 2w, 3m, 1y. */
export function readDay(value: string): DayValue | null {
  const text = value.toLowerCase();
  if (text === 'today') return { kind: 'ago', count: 0, unit: 'day' };
  if (text === 'yesterday') return { kind: 'ago', count: 1, unit: 'day' };
  const ago = AGO.exec(text);
  if (ago) {
    const count = Number(ago[1]);
    if (ago[2] === 'w') return { kind: 'ago', count: count * 7, unit: 'day' };
    return { kind: 'ago', count, unit: ago[2] === 'd' ? 'day' : ago[2] === 'm' ? 'month' : 'year' };
  }
  const date = DATE.exec(text);
  if (!date) return null;
  const [year, month, day] = [Number(date[1]), number(date[2]), number(date[3])];
  if (year < 1 || (month !== null && (month < 1 || month > 12))) return null;
  if (day !== null && (day < 1 || day > new Date(Date.UTC(year, month ?? 1, 0)).getUTCDate())) {
    return null;
  }
  return { kind: 'date', year, month, day };
}

function number(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

/** Days from the first one to before the other, in the creator's own time, as local instants. */
export function spanOf(value: DayValue, now: Date): { from: Date; to: Date } {
  if (value.kind === 'date') {
    const { year, month, day } = value;
    const at = (y: number, m: number, d: number) => localDay(y, m, d);
    if (month === null) return { from: at(year, 0, 1), to: at(year + 1, 0, 1) };
    if (day === null) return { from: at(year, month - 1, 1), to: at(year, month, 1) };
    return { from: at(year, month - 1, day), to: at(year, month - 1, day + 1) };
  }
  const { count, unit } = value;
  const [y, m, d] = [now.getFullYear(), now.getMonth(), now.getDate()];
  const from = localDay(
    unit === 'year' ? y - count : y,
    unit === 'month' ? m - count : m,
    unit === 'day' ? d - count : d,
  );
  return { from, to: localDay(from.getFullYear(), from.getMonth(), from.getDate() + 1) };
}

/** Years before 100 are no years of the last century. */
function localDay(year: number, month: number, day: number): Date {
  const date = new Date(2000, 0, 1);
  date.setFullYear(year, month, day);
  return date;
}

/** A whole number of the 15 digits that JavaScript counts exactly. */
export function readWhole(value: string): number | null {
  return /^\d{1,15}$/.test(value) ? Number(value) : null;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1e3, m: 1e6, g: 1e9 };

/** Bytes: 500, 200kb, 5mb, 1.5GB. A kilobyte is 1,000 bytes, as systems show it. */
export function readBytes(value: string): number | null {
  const parts = /^(\d{1,12}(?:\.\d{1,6})?)(k|m|g|)(?:b|)$/.exec(value.toLowerCase());
  return parts ? Math.round(Number(parts[1]) * (UNITS[parts[2] ?? ''] ?? 1)) : null;
}

/** Seconds: 5, 2.5s, 1m, 1:30. */
export function readSeconds(value: string): number | null {
  const text = value.toLowerCase();
  const clock = /^(\d{1,4}):([0-5]\d)$/.exec(text);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const plain = /^(\d{1,6}(?:\.\d{1,3})?)(s|m|)$/.exec(text);
  return plain ? Number(plain[1]) * (plain[2] === 'm' ? 60 : 1) : null;
}

export type RatioValue =
  | { kind: 'ratio'; width: number; height: number }
  | { kind: 'portrait' | 'landscape' | 'square' };

export function readRatio(value: string): RatioValue | null {
  const text = value.toLowerCase();
  if (text === 'portrait' || text === 'landscape' || text === 'square') return { kind: text };
  const parts = /^(\d{1,5})[:x/](\d{1,5})$/.exec(text);
  if (!parts) return null;
  const [width, height] = [Number(parts[1]), Number(parts[2])];
  return width > 0 && height > 0 ? { kind: 'ratio', width, height } : null;
}

/** Models give a ratio only about; sides within so much of it are of that ratio. */
export const RATIO_TOLERANCE = 0.02;

/** Colours by the names people have for them, in English and French. */
const COLORS: Readonly<Record<string, string>> = {
  black: '#000000',
  noir: '#000000',
  white: '#ffffff',
  blanc: '#ffffff',
  gray: '#808080',
  grey: '#808080',
  gris: '#808080',
  red: '#e02020',
  rouge: '#e02020',
  orange: '#ff8800',
  yellow: '#ffdd00',
  jaune: '#ffdd00',
  green: '#2ea043',
  vert: '#2ea043',
  turquoise: '#30c8c0',
  teal: '#008080',
  cyan: '#00c8d8',
  blue: '#2060e0',
  bleu: '#2060e0',
  navy: '#102060',
  marine: '#102060',
  purple: '#8030c0',
  violet: '#8030c0',
  magenta: '#d020a0',
  pink: '#ff80b0',
  rose: '#ff80b0',
  brown: '#7a4a20',
  brun: '#7a4a20',
  marron: '#7a4a20',
  beige: '#e8d8b8',
  gold: '#d4a020',
  or: '#d4a020',
};

export const COLOR_NAMES = Object.keys(COLORS);

/** `#rrggbb` of #f80, #ff8800 (with or without the sign) or a name. */
export function readColor(value: string): string | null {
  const text = value.toLowerCase();
  if (Object.hasOwn(COLORS, text)) return COLORS[text] ?? null;
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/.exec(text)?.[1];
  if (hex === undefined) return null;
  return `#${hex.length === 3 ? hex.replaceAll(/./g, '$&$&') : hex}`;
}

export function readId(value: string): string | null {
  const text = value.toLowerCase();
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : null;
}
