import { MAKINGS, make, MOST_CLICKS } from './newcomer.ts';
import { expect, test } from './studio.ts';

/** One studio without a key, as a newcomer finds it, in the browser. `tests/desktop/newcomer.test.ts` is the other host. */
test('a newcomer makes everything there is, a reel of ten seconds too, each in at most five clicks', async ({
  studio,
  page,
}) => {
  test.setTimeout(600_000);
  await studio.open(page);
  const newcomer = { page, dataDir: studio.dataDir, seconds: 10 };
  let ends = () => Promise.resolve();
  for (const making of MAKINGS) {
    await test.step(making.what, async () => {
      const { clicks, isMade } = await make(making, newcomer);
      test.info().annotations.push({ type: making.what, description: `${clicks} clicks` });
      expect(clicks).toBeGreaterThan(0);
      expect(clicks).toBeLessThanOrEqual(MOST_CLICKS);
      if (making.isLong) ends = isMade;
      else await isMade();
    });
  }
  await test.step('what took long is made too', ends);
});
