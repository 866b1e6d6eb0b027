import type { Locator, Page } from '@playwright/test';
import { seedLibrary } from '../../bench/seed-library.ts';
import { check } from './axe.ts';
import { goTo, shelf, strip, toast } from './frame.ts';
import { watchShifts } from './layout-shifts.ts';
import { makePictures, promptBar, results } from './prompt-bar.ts';
import { expect, sharedStudio, test } from './studio.ts';

const studio = sharedStudio();

test('axe finds nothing on any screen, empty or full, dark or light', async ({ page }) => {
  // Forty looks with all rules: all of it is the processor's time.
  test.setTimeout(900_000);
  await studio.open(page);
  await expect(promptBar(page).count).toBeVisible();
  await check(page, 'workspace, empty');
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('heading', { name: 'Nothing saved yet' })).toBeVisible();
  await check(page, 'library, empty');

  await page.keyboard.press('Control+1');
  await makePictures(page, 'A kettle on a stove', 3);
  await page.keyboard.press('q');
  await page.keyboard.press('[');
  const picture = results(page).getByRole('img', { name: 'A kettle on a stove' });
  await picture.first().click();
  await check(page, 'workspace with a chosen result, the queue and the advanced settings');
  await page.keyboard.press('q');
  await page.keyboard.press('[');
  await promptBar(page).model.click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await check(page, 'the choice of a model');
  await page.keyboard.press('Escape');
  await expect(promptBar(page).model).toBeFocused();
  await picture.first().click({ button: 'right' });
  await expect(page.getByRole('menu')).toBeVisible();
  await check(page, 'the menu of a result');
  await page.keyboard.press('Escape');
  await picture.first().dblclick();
  await expect(page.getByRole('region', { name: /^Large view/ })).toBeVisible();
  await check(page, 'viewer');
  await page.keyboard.press('Escape');

  await picture.first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('s');
  await expect(toast(page, '3 works saved to the Library')).toBeVisible();
  await page.keyboard.press('Control+2');
  await shelf(page, 'All works').getByRole('gridcell').first().click();
  await page.keyboard.press('f');
  await check(page, 'library with a chosen favourite');
  await page.keyboard.press('Control+a');
  await check(page, 'library with several chosen');
  await page.keyboard.press('c');
  await expect(page.getByRole('region', { name: 'Comparison of 3 works' })).toBeVisible();
  await check(page, 'comparison');
  await page.keyboard.press('Escape');
  await expect(shelf(page, 'All works').locator(':focus')).toBeAttached();
  // The bar gives its room to the selection while there is one.
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'As a list' }).click();
  await page.keyboard.press('/');
  await page.keyboard.type('-tag:sea nosuch:x ra');
  await expect(page.getByRole('option').first()).toBeVisible();
  await check(page, 'list, with a search that is being written');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'In their own shapes' }).click();
  await shelf(page, 'All works').getByRole('gridcell').first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('a');
  await expect(page.getByRole('dialog')).toBeVisible();
  await check(page, 'choice of a collection');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+,');
  await expect(page.getByRole('main', { name: 'Settings' })).toBeVisible();
  await check(page, 'settings');
  await page.getByRole('button', { name: 'Add key' }).first().click();
  await check(page, 'dialog of a key');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await check(page, 'palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await check(page, 'sheet of shortcuts');
});

test('without a mouse: a picture is made, opened, saved and marked; the focus is always seen', async ({
  page,
}) => {
  const prompt = 'A key in a door';
  await studio.open(page);
  await expect(promptBar(page).count).toBeVisible();

  await test.step('each stop of the Tab key can be seen', async () => {
    const stops = new Set<string>();
    for (let at = 0; at < 14; at += 1) {
      await page.keyboard.press('Tab');
      stops.add(await seenFocus(page));
    }
    expect(stops.size).toBeGreaterThan(10);
  });

  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  const bar = promptBar(page);
  await expect(bar.text).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(prompt);

  await test.step('a dialog that a menu called up comes back to its button, a field to the work', async () => {
    const help = bar.bar.getByRole('button', { name: 'Help with the prompt' });
    await help.press('Enter');
    await expect(page.getByRole('menuitem', { name: 'Enhance' })).toBeFocused();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Enhance the prompt' });
    await expect(dialog.getByRole('checkbox').first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(help).toBeFocused();
    await page.keyboard.press('n');
    await expect(bar.text).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('main')).toBeFocused();
    await page.keyboard.press('n');
    await expect(bar.text).toBeFocused();
  });
  await page.keyboard.press('Tab');
  await expect(bar.model).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(bar.count).toBeFocused();
  await page.keyboard.press('2');
  await page.keyboard.press('Control+Enter');
  const picture = results(page).getByRole('img', { name: prompt });
  await expect(picture).toHaveCount(2, { timeout: 60_000 });

  await test.step('the grid is one stop; Enter opens, Escape comes back to the same picture', async () => {
    await tabTo(page, results(page).getByRole('gridcell'));
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const viewer = page.getByRole('region', { name: `Large view: ${prompt}` });
    await expect(viewer.getByText('2 of')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(results(page).getByRole('gridcell').nth(1)).toBeFocused();
  });

  await page.keyboard.press('s');
  await expect(picture).toHaveCount(1);
  await page.keyboard.press('Control+2');
  const works = shelf(page, 'All works').getByRole('gridcell');
  await tabTo(page, works);
  await page.keyboard.press('f');
  await expect(works.first().getByLabel('Favourite')).toBeVisible();

  await test.step('the focus comes back from every dialog to where it was', async () => {
    await expect(works.first()).toBeFocused();
    for (const keys of ['?', 'Control+k', 'a']) {
      await page.keyboard.press(keys);
      await expect(page.getByRole('dialog')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
      await expect(works.first()).toBeFocused();
    }
    await page.keyboard.press('Shift+F10');
    await expect(page.getByRole('menu')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(works.first()).toBeFocused();
    await page.keyboard.press('q');
    await expect(page.getByRole('region', { name: 'Queue' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(works.first()).toBeFocused();
  });
  await expect(strip(page)).toBeVisible();
});

test('nothing in a grid moves while its pictures come', async ({ page, studio: own }) => {
  await seedLibrary(own.dataDir, 300);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const shifts = await watchShifts(page, '[role="grid"]');
  await own.open(page, { backend: false });
  await goTo(page, 'Library');
  const grid = shelf(page, 'All works');
  await expect(grid.getByRole('img').first()).toHaveJSProperty('complete', true);
  for (let at = 0; at < 6; at += 1) {
    await grid.hover();
    await page.mouse.wheel(0, 700);
    await expect
      .poll(() =>
        grid.locator('img').evaluateAll((images) => {
          const inView = images.filter((image) => {
            const { top, bottom } = image.getBoundingClientRect();
            return bottom > 120 && top < window.innerHeight - 40;
          });
          return inView.length > 0 && inView.every((image) => (image as HTMLImageElement).complete);
        }),
      )
      .toBe(true);
  }
  expect(await shifts()).toEqual([]);
});

async function tabTo(page: Page, stops: Locator): Promise<void> {
  await expect(stops.first()).toBeVisible();
  const isThere = () =>
    stops.evaluateAll((all) => all.some((stop) => stop === document.activeElement));
  for (let at = 0; at < 40; at += 1) {
    await page.keyboard.press('Tab');
    if (await isThere()) return;
  }
  throw new Error(`the Tab key never comes to ${String(stops)}`);
}

/** The focused element's name; fails where its surroundings look the same without the focus. */
async function seenFocus(page: Page): Promise<string> {
  const focused = page.locator(':focus');
  const box = await focused.boundingBox();
  const name = await focused.evaluate(
    (element) => element.getAttribute('aria-label') ?? element.textContent,
  );
  if (!box) throw new Error(`${name} has the focus and is not on the screen`);
  const clip = {
    x: Math.max(0, box.x - 4),
    y: Math.max(0, box.y - 4),
    width: box.width + 8,
    height: box.height + 8,
  };
  const handle = await focused.elementHandle();
  const look = () => page.screenshot({ clip, animations: 'disabled' });
  const withFocus = await look();
  await handle?.evaluate((element) => (element as HTMLElement).blur());
  const without = await look();
  await handle?.evaluate((element) => (element as HTMLElement).focus());
  expect(withFocus.equals(without), `the focus of ${name} is seen`).toBe(false);
  return name ?? '';
}
