import { describe, expect, it } from 'vitest';
import { dayAt, marksOf, ticksOf } from './timeline.ts';

const days = marksOf([
  { day: '2026-02-03', count: 2 },
  { day: '2026-02-01', count: 3 },
  { day: '2026-01-20', count: 1 },
  { day: '2025-12-31', count: 4 },
]);

describe('the days of a list', () => {
  it('begin where the ones before them end', () => {
    expect(days.map(({ first }) => first)).toEqual([0, 2, 5, 6]);
    expect([0, 1, 2, 4, 5, 6, 9, 99].map((item) => days[dayAt(days, item)]?.day)).toEqual([
      '2026-02-03',
      '2026-02-03',
      '2026-02-01',
      '2026-02-01',
      '2026-01-20',
      '2025-12-31',
      '2025-12-31',
      '2025-12-31',
    ]);
    expect(dayAt([], 3)).toBe(0);
  });

  it('have a mark a month and a longer one a year', () => {
    const ticks = ticksOf(days, (item) => item / 10, 1_000);
    expect(ticks.map(({ day, isYear }) => [day, isYear])).toEqual([
      ['2026-02-03', false],
      ['2026-01-20', false],
      ['2025-12-31', true],
    ]);
  });

  it('leave out months where there is no room, never the turn of a year', () => {
    expect(ticksOf(days, (item) => item / 10, 20).map(({ day }) => day)).toEqual([
      '2026-02-03',
      '2025-12-31',
    ]);
    expect(ticksOf(days, (item) => item / 10, 8).map(({ day }) => day)).toEqual(['2025-12-31']);
  });
});
