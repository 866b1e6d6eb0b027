import { describe, expect, it } from 'vitest';
import { createPace } from './pace.ts';

describe('the pace of looking for work', () => {
  const setUp = () => {
    const clock = { now: 0 };
    return { clock, pace: createPace({ pollMs: 100, now: () => clock.now, random: () => 0.5 }) };
  };

  it('looks again at once after work, and often while warm', () => {
    const { pace } = setUp();
    expect(pace.after('worked')).toBe(0);
    expect([pace.after('idle'), pace.after('idle')]).toEqual([100, 100]);
  });

  it('slows down to two seconds when long idle, and wakes with work', () => {
    const { clock, pace } = setUp();
    clock.now = 31_000;
    const waits = Array.from({ length: 12 }, () => pace.after('idle'));
    expect(waits[0]).toBe(150);
    expect(waits.at(-1)).toBe(2_000);
    pace.after('worked');
    expect(pace.after('idle')).toBe(100);
  });

  it('backs off while the backend is down, up to five seconds', () => {
    const { pace } = setUp();
    const waits = Array.from({ length: 8 }, () => pace.after('down'));
    expect(waits.slice(0, 3)).toEqual([250, 500, 1_000]);
    expect(waits.at(-1)).toBe(5_000);
    pace.after('idle');
    expect(pace.after('down')).toBe(250);
  });

  it('spreads its waits', () => {
    const low = createPace({ pollMs: 100, random: () => 0 });
    const high = createPace({ pollMs: 100, random: () => 1 });
    expect([low.after('idle'), high.after('idle')]).toEqual([75, 125]);
  });
});
