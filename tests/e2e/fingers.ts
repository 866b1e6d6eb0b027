import type { Locator, Page } from '@playwright/test';

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Fingers {
  /** Lays one finger on the middle of it; answers what lifts it again. */
  hold(on: Locator): Promise<() => Promise<void>>;
  tap(on: Locator): Promise<void>;
  tapTwice(on: Locator): Promise<void>;
  /** Draws one finger across the middle of it by so many pixels. */
  draw(on: Locator, by: number): Promise<void>;
  /** Two fingers on both sides of the middle of it, drawn apart until they are `factor` times as far from each other. */
  pinch(on: Locator, factor: number): Promise<void>;
}

/** Fingers on the page, as the browser itself hears of them. */
export async function fingersOn(page: Page): Promise<Fingers> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly Point[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map(({ x, y }, id) => ({ x, y, id })),
    });
  const hold = async (on: Locator) => {
    await touch('touchStart', [await middle(on)]);
    return () => touch('touchEnd', []).then(() => undefined);
  };
  /** All at once: a busy machine between down and up would make a long press of it. */
  const tap = async (on: Locator, times: number) => {
    const at = [await middle(on)];
    await Promise.all(
      Array.from({ length: times }, () => [touch('touchStart', at), touch('touchEnd', [])]).flat(),
    );
  };
  return {
    hold,
    tap: (on) => tap(on, 1),
    tapTwice: (on) => tap(on, 2),
    async draw(on, by) {
      const { x, y } = await middle(on);
      await touch('touchStart', [{ x, y }]);
      for (let step = 1; step <= 4; step += 1) {
        await touch('touchMove', [{ x: x + (by * step) / 4, y }]);
      }
      await touch('touchEnd', []);
    },
    async pinch(on, factor) {
      const { x, y } = await middle(on);
      const [from, to] = factor > 1 ? [30, 30 * factor] : [30 / factor, 30];
      const pair = (half: number) => [
        { x: x - half, y },
        { x: x + half, y },
      ];
      // One finger is always down first.
      await touch('touchStart', pair(from).slice(0, 1));
      await touch('touchStart', pair(from));
      for (let step = 1; step <= 5; step += 1) {
        await touch('touchMove', pair(from + ((to - from) * step) / 5));
      }
      await touch('touchEnd', []);
    },
  };
}

async function middle(on: Locator): Promise<Point> {
  await on.scrollIntoViewIfNeeded();
  const box = await on.boundingBox();
  if (!box) throw new Error(`${String(on)} is not to be seen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
