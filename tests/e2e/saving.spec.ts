import type { Locator, Page } from '@playwright/test';
import { everythingSaved, goTo, shelf, toast } from './frame.ts';
import { fingersOn } from './fingers.ts';
import { makePictures, results } from './prompt-bar.ts';
import { expect, sharedStudio, test, withMotion } from './studio.ts';

test.use(withMotion);

const studio = sharedStudio();
const PROMPT = 'A red sailing boat in the morning mist';

test.beforeEach(async ({ page }) => {
  await studio.open(page);
});

test('by mouse: one into the library, several into a collection, and back by undo', async ({
  page,
}) => {
  await makePictures(page, PROMPT, 4);
  const grid = results(page);
  const picture = grid.getByRole('img', { name: PROMPT });
  const saved = toast(page, '2 works saved to “Boats”');

  await test.step('one is dragged onto the library; the sentence at the pointer says what will happen', async () => {
    await drag(page, picture.first(), page.getByRole('button', { name: 'Library', exact: true }), {
      over: 'Save to Library',
    });
    await expect(toast(page, '1 work saved to the Library')).toBeVisible();
    await expect(picture).toHaveCount(3);
  });

  await test.step('two are chosen and dragged onto a new collection of the shelf', async () => {
    await picture.nth(0).click();
    await picture.nth(1).click({ modifiers: ['Shift'] });
    await expect(page.getByRole('toolbar', { name: 'Selection' })).toContainText('2 selected');
    await drag(page, picture.nth(1), dropPlace(page, 'New collection'), {
      over: 'Save to a new collection',
    });
    const dialog = page.getByRole('dialog', { name: 'New collection' });
    await expect(dialog).toContainText('It will hold 2 works.');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Boats');
    await page.keyboard.press('Enter');
    // The notice stays for as long as the hand is on it.
    await saved.hover();
    await expect(picture).toHaveCount(1);
  });

  await test.step('undo from the toast makes them results again', async () => {
    await saved.getByRole('button', { name: 'Undo' }).click();
    await expect(picture).toHaveCount(3);
    // The collection came with that step, and goes with it.
    await expect(dropPlace(page, 'Boats')).toHaveCount(0);
  });

  await test.step('Ctrl+Shift+Z does the whole step again', async () => {
    await page.keyboard.press('Control+Shift+z');
    await expect(picture).toHaveCount(1);
    await expect(dropPlace(page, 'Boats')).toHaveCount(1);
  });

  await test.step('the last one is dragged onto the collection itself', async () => {
    await drag(page, picture.first(), dropPlace(page, 'Boats'), { over: 'Save to “Boats”' });
    await expect(toast(page, '1 work saved to “Boats”')).toBeVisible();
    await expect(picture).toHaveCount(0);
  });

  await goTo(page, 'Library');
  await expect(shelf(page, 'All works').getByRole('img', { name: PROMPT })).toHaveCount(4);
  await page.getByRole('button', { name: /^Boats/ }).click();
  await expect(shelf(page, 'Boats').getByRole('img', { name: PROMPT })).toHaveCount(3);
});

test('by finger: a long press chooses, taps choose more, two of them open, two fingers come closer', async ({
  page,
}) => {
  const fingers = await fingersOn(page);
  const prompt = 'Two herons at a pond';
  await makePictures(page, prompt, 2);
  const picture = results(page).getByRole('img', { name: prompt });
  const chosen = page.getByRole('toolbar', { name: 'Selection' });

  const lift = await fingers.hold(picture.nth(0));
  await expect(chosen).toContainText('1 selected');
  await lift();
  await fingers.tap(picture.nth(1));
  await expect(chosen).toContainText('2 selected');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await fingers.tap(picture.nth(1));
  await expect(chosen).toContainText('1 selected');
  await fingers.tap(picture.nth(0));
  await expect(chosen).toHaveCount(0);

  await page.keyboard.press('Escape');
  await fingers.tapTwice(picture.nth(0));
  const viewer = page.getByRole('region', { name: /^Large view/ });
  const large = viewer.getByRole('img', { name: prompt });
  const width = async () => (await large.boundingBox())?.width ?? 0;
  await expect(large).toBeVisible();
  const whole = await width();
  await fingers.pinch(large, 3);
  await expect.poll(width).toBeGreaterThan(whole * 2);
  await fingers.pinch(large, 1 / 4);
  await expect.poll(width).toBe(whole);
  await page.keyboard.press('Escape');
});

test('by keyboard and by menu, with the backend away: saved at once all the same', async ({
  page,
}) => {
  const prompt = 'Three pears on a blue table';
  await makePictures(page, prompt, 4);
  const picture = results(page).getByRole('img', { name: prompt });
  const kept = shelf(page, 'All works').getByRole('img', { name: prompt });
  await everythingSaved(page);
  await studio.stop();
  await studio.open(page, { backend: false });
  await expect(picture).toHaveCount(4);

  await test.step('S saves the focused one; the next one takes its place and the keyboard', async () => {
    await results(page).getByRole('gridcell').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('s');
    await expect(picture).toHaveCount(3);
    await expect(results(page).getByRole('gridcell').first()).toBeFocused();
  });

  await test.step('A and a name put two into a new collection', async () => {
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: 'Save 2 works to' });
    await dialog.getByRole('combobox').fill('Pears');
    await dialog.getByRole('option', { name: 'New collection “Pears”' }).click();
    await expect(toast(page, '2 works saved to “Pears”')).toBeVisible();
    await expect(picture).toHaveCount(1);
  });

  await test.step('Ctrl+Z takes it back, Ctrl+Shift+Z does it again', async () => {
    await page.keyboard.press('Control+z');
    await expect(picture).toHaveCount(3);
    await page.keyboard.press('Control+Shift+z');
    await expect(picture).toHaveCount(1);
  });

  await test.step('the context menu saves the last one', async () => {
    await picture.first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Save to Library' }).click();
    await expect(picture).toHaveCount(0);
  });

  await page.keyboard.press('Control+2');
  await expect(kept).toHaveCount(4);
  await page.getByRole('button', { name: /^Pears/ }).click();
  await expect(shelf(page, 'Pears').getByRole('img', { name: prompt })).toHaveCount(2);
});

/** A place on the shelf that slides in while something is dragged. */
const dropPlace = (page: Page, name: string) =>
  page.getByText('Drop to save').locator('..').getByText(name, { exact: true });

/** Lifts one thing with the mouse and lets it go over another, as a hand does. */
async function drag(
  page: Page,
  from: Locator,
  to: Locator,
  { over }: { over: string },
): Promise<void> {
  await from.hover();
  await page.mouse.down();
  const start = await centre(from);
  // The browser begins a drag once the pointer has moved a little.
  await page.mouse.move(start.x - 6, start.y - 6, { steps: 3 });
  await page.mouse.move(start.x - 20, start.y - 12, { steps: 3 });
  // Where it stands once it has slid in.
  await to.hover({ trial: true });
  const end = await centre(to);
  await page.mouse.move(end.x, end.y, { steps: 8 });
  await page.mouse.move(end.x + 1, end.y + 1);
  await expect(page.getByText(over, { exact: true }).last()).toBeVisible();
  await page.mouse.up();
}

async function centre(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('nothing to see there');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
