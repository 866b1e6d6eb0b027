import { describe, expect, it } from 'vitest';
import { NO_FRAMES, sawFrame, steppedTime, timecode } from './frames.ts';

const seen = (...times: number[]) => times.reduce(sawFrame, NO_FRAMES);

describe('steps of one frame', () => {
  it('are as long as the shortest time between frames that were shown', () => {
    const clock = seen(0, 2 / 24, 3 / 24, 4 / 24, 3);
    expect(clock.length).toBeCloseTo(1 / 24, 6);
    expect(steppedTime(clock, 1, 1, 10)).toBeCloseTo(25.5 / 24, 6);
    expect(steppedTime(clock, 1, -1, 10)).toBeCloseTo(23.5 / 24, 6);
  });

  it('come back to where they went from, again and again', () => {
    const clock = seen(0, 1 / 30);
    let time = 0.5;
    for (const by of [1, 1, 1, -1, -1, -1] as const) time = steppedTime(clock, time, by, 10);
    expect(Math.floor(time * 30)).toBe(15);
  });

  it('stay within the video, and take 30 a second where nothing was seen', () => {
    expect(steppedTime(NO_FRAMES, 0, -1, 4)).toBe(0);
    expect(steppedTime(NO_FRAMES, 4, 1, 4)).toBeLessThan(4);
    expect(steppedTime(NO_FRAMES, 1, 1, Number.NaN)).toBeCloseTo(31.5 / 30, 6);
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
