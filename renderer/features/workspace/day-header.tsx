import { useTranslation } from 'react-i18next';
import { dayOf } from './arrange.ts';
import { useNow } from './use-now.ts';

/** "Today", "Yesterday", "Thursday 19 November": the heading over a day's results. */
export function DayHeader({ day, height }: { day: string; height: number }) {
  const { i18n } = useTranslation();
  return (
    <h2 className="flex items-end pb-2 text-sm font-medium text-muted" style={{ height }}>
      {nameOfDay(day, i18n.language, useNow())}
    </h2>
  );
}

/** Capitalised: it stands alone, as a heading. */
export function nameOfDay(day: string, language: string, now: number): string {
  const name = dayName(day, language, now);
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

function dayName(day: string, language: string, now: number): string {
  const DAY = 86_400_000;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (day === dayOf(now)) return relative.format(0, 'day');
  if (day === dayOf(now - DAY)) return relative.format(-1, 'day');
  // Noon: a date alone is midnight in UTC, which is another day in half of the world.
  const date = new Date(`${day}T12:00:00`);
  const isThisYear = day.slice(0, 4) === dayOf(now).slice(0, 4);
  return new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(!isThisYear && { year: 'numeric' }),
  }).format(date);
}
