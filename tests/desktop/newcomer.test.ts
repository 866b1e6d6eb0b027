import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAKINGS, make, MOST_CLICKS } from '../e2e/newcomer.ts';
import { type Bridge, openDesktop, type RunningDesktop } from './desktop.ts';

/**
 * What `tests/e2e/newcomer.spec.ts` does in the browser, on the built main and preload: the same presses on the same page.
 * Files are chosen and handed out by Chromium here, not by the dialogs of Electron; the reel is of one second, for it is
 * the same worker's.
 */

let desktop: RunningDesktop;
const PATIENCE = { timeout: 60_000, interval: 100 };

beforeAll(async () => {
  desktop = await openDesktop();
});
afterAll(() => desktop.quit());

test.for(MAKINGS)(
  'a newcomer makes $what in at most five clicks',
  { timeout: 300_000 },
  async (making) => {
    const { page, dataDir } = desktop;
    const { clicks, isMade } = await make(making, { page, dataDir, seconds: 1 });
    expect(clicks).toBeGreaterThan(0);
    expect(clicks).toBeLessThanOrEqual(MOST_CLICKS);
    await isMade();
  },
);

test('the system was told of what is ready, and a result is dragged out as its original', async () => {
  const { electron, page, dataDir } = desktop;
  // Its creator looks elsewhere: a page without a screen has the focus always.
  await page.evaluate(() => (document.hasFocus = () => false));
  await desktop.call('generate.create', { prompt: 'a tower', model: 'draft/studio' });
  await expect
    .poll(() => electron.seen.notices.at(-1)?.said, PATIENCE)
    .toMatchObject({ title: 'Your picture is ready', body: 'a tower' });
  const newest = async () => {
    const { value } = await desktop.call('workspace.list', { offset: 0, limit: 1 });
    return (value as { items: { sha256: string; fileState: string }[] }).items[0];
  };
  await expect.poll(newest, PATIENCE).toMatchObject({ fileState: 'present' });
  const sha256 = (await newest())?.sha256 ?? '';
  await page.evaluate(
    (hash) => (globalThis as never as { atelier: Bridge }).atelier.dragOut([hash]),
    sha256,
  );
  await expect.poll(() => electron.seen.drags, PATIENCE).toHaveLength(1);
  expect(electron.seen.drags[0]?.file.startsWith(dataDir)).toBe(true);
});
