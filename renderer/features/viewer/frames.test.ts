import { describe, expect, it } from 'vitest';
import { steppedTime, timecode } from './frames.ts';

describe('steps of one frame', () => {
  it.each([24, 30_000 / 1_001, 60])('show each frame of %s a second once', (rate) => {
    const shown = [];
    for (let time = 0; shown.length < 100; shown.push(Math.floor(time * rate))) {
      time = steppedTime(rate, time, 1, 10);
    }
    expect(shown).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  });

  it('come back to where they went from, again and again', () => {
    let time = 0.5;
    for (const by of [1, 1, 1, -1, -1, -1] as const) time = steppedTime(30, time, by, 10);
    expect(Math.floor(time * 30)).toBe(15);
  });

  it('stay within the video, and take 30 a second of one that does not tell', () => {
    expect(steppedTime(null, 0, -1, 4)).toBe(0);
    expect(steppedTime(null, 4, 1, 4)).toBeLessThan(4);
    expect(steppedTime(null, 1, 1, Number.NaN)).toBeCloseTo(31.5 / 30, 6);
  });
});

describe('times', () => {
  it('are told to the hundredth of a second', () => {
    expect([0, 5.04, 65.999, 600, Number.NaN].map(timecode)).toEqual([
      '0:00.00',
      '0:05.04',
      '1:05.99',
      '10:00.00',
      '0:00.00',
    ]);
  });
});
