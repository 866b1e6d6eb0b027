import type { Page } from '@playwright/test';
import { allowClipboard, copiedPicture } from './clipboard.ts';
import { balanceOf, field } from './frame.ts';
import { watchShifts } from './layout-shifts.ts';
import { chooseModel, promptBar, results } from './prompt-bar.ts';
import { expect, test, withMotion } from './studio.ts';

test.use(withMotion);

const PROMPT = 'A paper lighthouse above a calm sea at dusk';

test('from an empty studio to a picture, its recipe, and the same picture again', async ({
  page,
  studio,
}) => {
  await allowClipboard(page);
  const shifts = await watchShifts(page, '[role="grid"]');
  await studio.open(page);
  const bar = promptBar(page);

  await test.step('a first start teaches: a prompt is there already, and a sentence says what happens', async () => {
    await expect(bar.text).toHaveValue(/lighthouse/);
    await expect(
      page.getByRole('heading', { name: 'Your pictures will appear here' }),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Write a prompt' }).click();
    await expect(bar.text).toBeFocused();
  });

  await test.step('model, ratio, count, seed, quality and format are chosen; the price follows them', async () => {
    // The models come with the backend, which starts beside the studio.
    await expect(bar.model).toHaveAccessibleName('Model: Draft (no AI)', { timeout: 60_000 });
    await bar.text.fill(PROMPT);
    await bar.ratio.click();
    await page.getByRole('radio', { name: '3:2, Wide, 1248 × 832 pixels' }).click();
    await expect(bar.ratio).toHaveAccessibleName(/3:2/);
    await bar.count.press('2');
    await bar.advanced.click();
    await bar.seed.fill('20261121');
    await bar.quality.getByRole('radio', { name: 'High' }).click();
    await bar.format.getByRole('radio', { name: 'PNG' }).click();
    await expect(bar.price).toHaveAccessibleName('Price: Free');

    await chooseModel(page, /GPT Image 1\.5/);
    await expect(bar.price).toHaveAccessibleName('Price: 40 credits');
    await bar.quality.getByRole('radio', { name: 'Standard' }).click();
    await expect(bar.price).toHaveAccessibleName('Price: 10 credits');
    await expect(bar.bar.getByRole('alert')).toContainText('GPT Image 1.5 needs a key for OpenAI.');
    await chooseModel(page, /^Draft/);
    await expect(bar.price).toHaveAccessibleName('Price: Free');
  });

  const balance = await balanceOf(page);

  await test.step('Ctrl+Enter sends it; the pictures are made in their places', async () => {
    // On a fast machine they would be there before anybody could see them being made.
    const release = studio.hold('worker');
    await bar.text.press('Control+Enter');
    const making = results(page).getByRole('progressbar', { name: `Making: ${PROMPT}` });
    await expect(making).toHaveCount(2);
    await expect(
      page.getByRole('contentinfo').getByRole('button', { name: /running|waiting/ }),
    ).toBeVisible();
    release();
    await expect(results(page).getByRole('img', { name: PROMPT })).toHaveCount(2, {
      timeout: 60_000,
    });
    await expect(making).toHaveCount(0);
    await expect(page.getByRole('contentinfo')).toContainText('Nothing is running');
    expect(await shifts(), 'what moved while the pictures came').toEqual([]);
  });

  const first = results(page).getByRole('img', { name: PROMPT }).first();
  await test.step('thumbnails are local, small and in the shape of the picture', async () => {
    await expect(first).toHaveJSProperty('complete', true);
    const { width, height, src } = await first.evaluate((image: HTMLImageElement) => ({
      width: image.naturalWidth,
      height: image.naturalHeight,
      src: image.src,
    }));
    expect(src).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/media\/[0-9a-f]{64}\/(256|1024)$/);
    expect(Math.max(width, height)).toBeLessThanOrEqual(1024);
    expect(width / height).toBeCloseTo(1.5, 1);
  });

  await test.step('the viewer shows it large and goes to its neighbour', async () => {
    const original = page.waitForResponse(/\/media\/[0-9a-f]{64}$/);
    await first.dblclick();
    const viewer = page.getByRole('region', { name: `Large view: ${PROMPT}` });
    await expect(viewer).toBeFocused();
    await expect(viewer.getByText('1 of 2')).toBeVisible();
    await expect(viewer.getByRole('img', { name: PROMPT }).first()).toBeVisible();
    expect(await (await original).headerValue('content-type')).toBe('image/png');
    await page.keyboard.press('ArrowRight');
    await expect(viewer.getByText('2 of 2')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(viewer).toBeHidden();
  });

  const offer = bar.bar.getByRole('region', { name: 'Already made' });
  const details = page.getByRole('complementary', { name: 'Details' });
  await test.step('its recipe stands in the inspector; prompt and seed are copied', async () => {
    await first.click();
    await expect(details.getByRole('heading', { name: 'Prompt' })).toBeVisible();
    for (const [name, value] of [
      ['Model', 'Draft (no AI)'],
      ['Seed', /^2026112[12]$/],
      ['Aspect ratio', '3:2'],
      ['Size', '1248 × 832'],
      ['Quality', 'Standard'],
      ['Format', 'PNG'],
    ] as const) {
      await expect(field(page, name)).toHaveText(value);
    }
    await details.getByRole('button', { name: 'Copy prompt' }).click();
    await expect.poll(() => clipboard(page)).toBe(PROMPT);
    await details.getByRole('button', { name: 'Copy seed' }).click();
    await expect.poll(() => clipboard(page)).toMatch(/^2026112[12]$/);
    await results(page).first().focus();
    await page.keyboard.press('Shift+C');
    await expect.poll(() => copiedPicture(page)).toEqual({ width: 1248, height: 832 });
  });

  await test.step('recalled, the same settings make the same picture to the last bit', async () => {
    await bar.text.fill('something else');
    await bar.quality.getByRole('radio', { name: 'Draft' }).click();
    const seed = await field(page, 'Seed').innerText();
    const address = await first.getAttribute('src');
    await details.getByRole('button', { name: 'Recall all' }).click();
    await expect(bar.text).toHaveValue(PROMPT);
    await expect(bar.text).toBeFocused();
    await expect(bar.seed).toHaveValue(seed);
    await expect(bar.count).toHaveAccessibleName('Number of pictures');
    await expect(bar.count).toHaveText('1 picture');
    await expect(bar.ratio).toHaveAccessibleName(/3:2/);
    await expect(bar.quality.getByRole('radio', { name: 'Standard' })).toBeChecked();
    await expect(bar.format.getByRole('radio', { name: 'PNG' })).toBeChecked();
    await bar.generate.click();
    await expect(offer).toContainText('This exact picture already exists.');
    await expect(offer).toContainText('Free');
    await offer.getByRole('button', { name: 'Use this one' }).click();
    await expect(page.getByRole('region', { name: `Large view: ${PROMPT}` })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(results(page).getByRole('gridcell').first()).toBeFocused();
    await expect(offer).toBeHidden();
    await bar.text.press('Control+Enter');
    await expect(offer).toBeVisible();
    await expect(bar.text).toBeFocused();
    await offer.getByRole('button', { name: 'Generate again' }).click();
    const all = results(page).getByRole('img', { name: PROMPT });
    await expect(all).toHaveCount(3, { timeout: 60_000 });
    await expect(offer).toBeHidden();
    await expect(all.first()).toHaveAttribute('src', address ?? '');
  });

  await test.step('the offer of what is there already can be switched off', async () => {
    await page.keyboard.press('Control+,');
    await page.getByRole('checkbox', { name: 'Offer what was made already' }).click();
    await page.keyboard.press('Control+1');
    await bar.text.press('Control+Enter');
    const all = results(page).getByRole('img', { name: PROMPT });
    await expect(all).toHaveCount(4, { timeout: 60_000 });
  });

  await test.step('generating again keeps the settings and draws another seed', async () => {
    await results(page).getByRole('img', { name: PROMPT }).first().click();
    await details.getByRole('button', { name: 'Generate again' }).click();
    const all = results(page).getByRole('img', { name: PROMPT });
    await expect(all).toHaveCount(5, { timeout: 60_000 });
    await all.first().click();
    await expect(field(page, 'Seed')).not.toHaveText(/^2026112[12]$/);
    await expect(field(page, 'Size')).toHaveText('1248 × 832');
    await expect(field(page, 'Quality')).toHaveText('Standard');
  });

  expect(await balanceOf(page)).toBe(balance);
});

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
