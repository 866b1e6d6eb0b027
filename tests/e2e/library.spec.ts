import type { Page } from '@playwright/test';
import { seedLibrary } from '../../bench/seed-library.ts';
import { field, goTo, shelf, toast } from './frame.ts';
import { importFiles, pictures } from './pictures.ts';
import { expect, test } from './studio.ts';

const NAMES = ['amber coast', 'birch wood', 'copper roofs', 'delta', 'early frost', 'fog'];

test('works are found, sorted, gathered, marked, thrown away and brought back', async ({
  page,
  studio,
}) => {
  await studio.open(page, { backend: false });
  await goTo(page, 'Library');
  await expect(page.getByRole('heading', { name: 'Nothing saved yet' })).toBeVisible();
  await importFiles(page, await pictures(NAMES));
  const tray = page.getByRole('region', { name: 'Import' });
  await expect(tray.getByText('6 files added')).toBeVisible();
  await tray.getByRole('button', { name: 'Close' }).click();
  const all = shelf(page, 'All works');
  const works = all.getByRole('gridcell');
  const names = () =>
    works.getByRole('img').evaluateAll((all) => all.map((image) => image.getAttribute('alt')));
  await expect(works).toHaveCount(6);

  await test.step('search narrows as it is typed and clears again', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('fr');
    await expect(works).toHaveCount(1);
    await expect(works.getByRole('img', { name: 'early frost.png' })).toBeVisible();
    // No letters away from any word here: words that are nearly right find what they nearly are.
    await page.keyboard.type('qzx');
    await expect(page.getByRole('heading', { name: 'Nothing found for “frqzx”' })).toBeVisible();
    await page.getByRole('button', { name: 'Clear search' }).first().click();
    await expect(works).toHaveCount(6);
  });

  await test.step('titles, and the order by them', async () => {
    await works.first().click();
    await page.keyboard.press('t');
    await page.keyboard.type('A first title');
    await page.keyboard.press('Enter');
    await expect(works.getByRole('img', { name: 'A first title' })).toBeVisible();
    // The bar gives its room to the selection while there is one.
    await page.keyboard.press('Escape');
    const newest = await names();
    await page.getByRole('combobox', { name: /^Order/ }).click();
    await page.getByRole('option', { name: 'By title' }).click();
    await expect.poll(names).toEqual(newest.toSorted((a, b) => String(a).localeCompare(String(b))));
    await page.getByRole('combobox', { name: /^Order/ }).click();
    await page.getByRole('option', { name: 'Newest first' }).click();
    // The last order stays while the next is on its way: a press would choose another's place.
    await expect.poll(names).toEqual(newest);
  });

  await test.step('several are chosen by range and one by one, and marked together', async () => {
    await works.nth(0).click();
    await works.nth(2).click({ modifiers: ['Shift'] });
    await works.nth(4).click({ modifiers: ['ControlOrMeta'] });
    const bar = page.getByRole('toolbar', { name: 'Selection' });
    await expect(bar).toContainText('4 selected');
    await bar.getByRole('button', { name: 'Favourite' }).click();
    await expect(all.getByLabel('Favourite')).toHaveCount(4);
    await page.getByRole('button', { name: /^Favourites/ }).click();
    await expect(shelf(page, 'Favourites').getByRole('gridcell')).toHaveCount(4);
    await page.keyboard.press('Control+z');
    await expect(page.getByRole('heading', { name: 'No favourites yet' })).toBeVisible();
    await page.keyboard.press('Control+Shift+z');
    await expect(shelf(page, 'Favourites').getByRole('gridcell')).toHaveCount(4);
    await page.getByRole('button', { name: /^All works/ }).click();
  });

  const side = page.getByRole('navigation', { name: 'Shelves and collections' });
  await test.step('collections: made, filled, renamed, deleted and brought back', async () => {
    await side.getByRole('button', { name: 'New collection', exact: true }).first().click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Weather');
    await page.keyboard.press('Enter');
    await expect(side.getByRole('button', { name: /^Weather/ })).toBeVisible();

    await works.nth(0).click();
    await works.nth(1).click({ modifiers: ['Shift'] });
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: 'Add 2 works to' });
    await dialog.getByRole('option', { name: /^Weather/ }).click();
    await expect(side.getByRole('button', { name: 'Weather 2' })).toBeVisible();

    await side.getByRole('button', { name: 'Weather 2' }).focus();
    await page.keyboard.press('F2');
    await page.keyboard.type('Skies');
    await page.keyboard.press('Enter');
    await side.getByRole('button', { name: 'Skies 2' }).click();
    const skies = shelf(page, 'Skies').getByRole('gridcell');
    await expect(skies).toHaveCount(2);
    await skies.first().click();
    await expect(field(page, 'File name')).toHaveText(/\.png$/);

    await side.getByRole('button', { name: 'Skies 2' }).hover();
    await side.getByRole('button', { name: 'Actions for “Skies”' }).click();
    await page.getByRole('menuitem', { name: 'Delete collection' }).click();
    const gone = toast(page, '“Skies” deleted. Its works stay in the Library.');
    // The notice stays for as long as the hand is on it.
    await gone.hover();
    await expect(side.getByRole('button', { name: /^Skies/ })).toHaveCount(0);
    await expect(works).toHaveCount(6);
    await gone.getByRole('button', { name: 'Undo' }).click();
    await expect(side.getByRole('button', { name: 'Skies 2' })).toBeVisible();
  });

  await test.step('the trash takes, gives back, and deletes for good only when asked', async () => {
    await page.getByRole('button', { name: /^All works/ }).click();
    await works.nth(0).click();
    await works.nth(2).click({ modifiers: ['Shift'] });
    await page.keyboard.press('Delete');
    const moved = toast(page, '3 works moved to the trash');
    await moved.hover();
    await expect(works).toHaveCount(3);
    await moved.getByRole('button', { name: 'Undo' }).click();
    await expect(works).toHaveCount(6);
    await works.nth(0).click();
    await works.nth(2).click({ modifiers: ['Shift'] });
    await page.keyboard.press('Delete');

    // Until it answers, its grid is empty: works of another shelf are never deleted as if they were in the trash.
    const trash = shelf(page, 'Trash').getByRole('gridcell');
    const held = Promise.withResolvers<void>();
    await page.route('**/rpc/library/list', async (route) => {
      await held.promise;
      await route.continue();
    });
    await side.getByRole('button', { name: 'Trash 3' }).click();
    await expect(shelf(page, 'Trash')).toBeAttached();
    await expect(trash).toHaveCount(0);
    held.resolve();
    await expect(trash).toHaveCount(3);
    await page.unroute('**/rpc/library/list');
    await trash.first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Restore' }).click();
    await expect(trash).toHaveCount(2);
    await trash.first().click();
    await page.keyboard.press('Delete');
    const asked = page.getByRole('dialog', { name: 'Delete 1 work for good?' });
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await expect(trash.first()).toBeFocused();
    await expect(trash).toHaveCount(2);
    await page.keyboard.press('Delete');
    await asked.getByRole('button', { name: 'Delete for good' }).click();
    await expect(trash).toHaveCount(1);
    await expect(asked).toBeHidden();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Empty trash' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
    await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
    await side.getByRole('button', { name: 'All works 4' }).click();
    await expect(works).toHaveCount(4);
  });
});

test('1,100 works: few tiles in the document, all of them within reach', async ({
  page,
  studio,
}) => {
  await seedLibrary(studio.dataDir, 1_100);
  await studio.open(page, { backend: false });
  await goTo(page, 'Library');

  const grid = shelf(page, 'All works');
  const tiles = grid.getByRole('gridcell');
  await expect(page.getByRole('heading', { name: 'All works' })).toContainText('1,100 works');
  const seen = await scrollThrough(page);
  expect(seen.most, 'tiles in the document at once').toBeLessThan(120);
  expect(seen.least, 'tiles in view at once').toBeGreaterThan(3);

  await tiles.first().focus();
  await page.keyboard.press('End');
  await expect(grid.getByRole('gridcell', { selected: true })).toBeFocused();
  await expect(grid.getByRole('img', { name: 'Title 0' })).toBeInViewport();
  await page.keyboard.press('Home');
  await expect(grid.getByRole('img', { name: /^work 1099/ })).toBeInViewport();
  await page.keyboard.press('Control+a');
  await expect(page.getByRole('toolbar', { name: 'Selection' })).toContainText('1,100 selected');
  expect(await tiles.count()).toBeLessThan(120);
  await page.keyboard.press('Delete');
  await expect(toast(page, '1,100 works moved to the trash')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('heading', { name: 'All works' })).toContainText('1,100 works');
});

/** Scrolls from top to bottom, nearly a window a step: the most tiles in the document, the fewest in view. */
function scrollThrough(page: Page): Promise<{ most: number; least: number }> {
  return page.evaluate(async () => {
    const scroller = document.querySelector('[role="grid"]')?.parentElement;
    if (!scroller) throw new Error('nothing scrolls');
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const view = scroller.getBoundingClientRect();
    let most = 0;
    let least = Infinity;
    while (scroller.scrollTop + scroller.clientHeight < scroller.scrollHeight - 1) {
      scroller.scrollTop += view.height * 0.9;
      await nextFrame();
      await nextFrame();
      const tiles = [...document.querySelectorAll('[role="gridcell"]')];
      const inView = tiles.filter((tile) => {
        const { top, bottom } = tile.getBoundingClientRect();
        return bottom > view.top && top < view.bottom;
      });
      most = Math.max(most, tiles.length);
      least = Math.min(least, inView.length);
    }
    return { most, least };
  });
}
