import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPace } from './pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Scrolls by so many pixels a frame, for so many frames. */
function scrolled(perFrame: number, frames: number) {
  const pace = createPace();
  for (let frame = 0; frame < frames; frame += 1) {
    pace.moved(frame * perFrame, frame * 16);
    vi.advanceTimersByTime(16);
  }
  return pace;
}

it('a grid that stands, or is read, is calm', () => {
  const run = vi.fn();
  createPace().whenCalm(run);
  scrolled(25, 30).whenCalm(run);
  expect(run).toHaveBeenCalledTimes(2);
  expect([createPace().isCalm(), scrolled(25, 30).isCalm()]).toEqual([true, true]);
});

it('what can wait is done once after a flick, not in it', () => {
  const run = vi.fn();
  const pace = scrolled(130, 30);
  pace.whenCalm(run);
  expect(pace.isCalm()).toBe(false);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(1);
  expect(pace.isCalm()).toBe(true);
});

it('a wish that was taken back is not done', () => {
  const run = vi.fn();
  scrolled(130, 30).whenCalm(run)();
  vi.advanceTimersByTime(1_000);
  expect(run).not.toHaveBeenCalled();
});

it('a hand that slows down and reads on is calm, though it never rests', () => {
  const run = vi.fn();
  const pace = scrolled(130, 10);
  pace.whenCalm(run);
  for (let frame = 0; frame < 12; frame += 1) {
    pace.moved(1_300 + frame * 25, 160 + frame * 16);
    vi.advanceTimersByTime(16);
  }
  expect(run).toHaveBeenCalledTimes(1);
});
