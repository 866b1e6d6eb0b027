import { check } from './axe.ts';
import { goTo, shelf, toast } from './frame.ts';
import { importFiles, pictures } from './pictures.ts';
import { expect, test } from './studio.ts';

const NAMES = ['amber coast', 'birch wood', 'copper roofs', 'delta'];
const SIZES = [
  { width: 60, height: 40 },
  { width: 40, height: 60 },
  { width: 48, height: 48 },
];

test('works are tagged and rated together, found by chips, compared, and taken back after a restart', async ({
  page,
  studio,
}) => {
  await studio.open(page, { backend: false });
  await goTo(page, 'Library');
  await importFiles(page, await pictures(NAMES, (at) => SIZES[at % 3]!));
  const tray = page.getByRole('region', { name: 'Import' });
  await expect(tray.getByText('4 files added')).toBeVisible();
  await tray.getByRole('button', { name: 'Close' }).click();
  const works = shelf(page, 'All works').getByRole('gridcell');
  const search = page.getByRole('combobox', { name: 'Search the Library' });
  const details = page.getByRole('complementary', { name: 'Details' });

  // A place is another work's until all are here.
  await expect(works).toHaveCount(4);
  await test.step('two at once', async () => {
    await works.nth(0).click();
    await works.nth(1).click({ modifiers: ['Shift'] });
    await page.keyboard.press('4');
    await expect(toast(page, '2 works rated')).toBeVisible();
    await page.keyboard.press('g');
    await page.keyboard.type('North Sea');
    await page.keyboard.press('Enter');
    await expect(details.getByRole('button', { name: 'Remove tag “North Sea”' })).toBeVisible();
    await works.nth(3).click();
    await expect(details.getByRole('button', { name: 'Remove tag “North Sea”' })).toHaveCount(0);
  });

  await test.step('a filter is offered, becomes a chip, and goes by Backspace', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('ta');
    await page.getByRole('option', { name: /^tag:/ }).click();
    await page.keyboard.type('nor');
    await expect(page.getByRole('option', { name: /^North Sea/ })).toBeVisible();
    await page.keyboard.press('Enter');
    const chip = page.getByRole('button', { name: 'Change filter tag:"North Sea"' });
    await expect(chip).toBeVisible();
    await expect(works).toHaveCount(2);
    await page.keyboard.type('-rating:4 ');
    await expect(page.getByRole('button', { name: 'Change filter -rating:4' })).toBeVisible();
    await expect(page.getByRole('heading', { name: /^Nothing found/ })).toBeVisible();
    await page.keyboard.type('rating:9 ');
    await expect(page.getByText('“9” can’t be a value of “rating”.')).toBeVisible();
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('Backspace');
    await expect(works).toHaveCount(2);
    await expect(search).toBeFocused();
  });

  const side = page.getByRole('navigation', { name: 'Shelves and collections' });
  await test.step('the search is kept as a smart collection', async () => {
    const save = page.getByRole('button', { name: 'Save this search' });
    await save.click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Northern');
    await page.keyboard.press('Enter');
    await expect(side.getByRole('button', { name: /Northern 2$/ })).toBeVisible();
    await expect(save).toBeFocused();
    await search.focus();
    await page.keyboard.press('Escape');
    await expect(works).toHaveCount(4);
  });

  await test.step('two are compared, and the keyboard comes back', async () => {
    await works.nth(0).click();
    await works.nth(1).click({ modifiers: ['Shift'] });
    await page.keyboard.press('c');
    const compared = page.getByRole('region', { name: 'Comparison of 2 works' });
    await expect(compared.getByRole('row', { name: /^Pixels/ })).toContainText('differs');
    for (const mode of ['Slider', 'Blink', 'Difference', 'Side by side']) {
      await compared.getByRole('radio', { name: mode }).click();
      await expect(
        compared.getByRole('img').or(compared.getByRole('button')).first(),
      ).toBeVisible();
    }
    await page.keyboard.press('Escape');
    await expect(compared).toHaveCount(0);
    await expect(works.nth(1)).toBeFocused();
  });

  await test.step('squares and lines show the same works', async () => {
    // The bar gives its room to the selection while there is one.
    await page.keyboard.press('Escape');
    for (const shape of ['In squares', 'As a list', 'In their own shapes']) {
      await page.getByRole('radio', { name: shape }).click();
      await expect(works).toHaveCount(4);
    }
  });

  await test.step('in the list the Tab key comes to the menu of the line, which shows then', async () => {
    await page.getByRole('radio', { name: 'As a list' }).click();
    await works.nth(1).click();
    await page.keyboard.press('ArrowDown');
    const more = works.nth(2).getByRole('button', { name: 'More' });
    await expect(works.nth(2)).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(more).toBeFocused();
    await expect(more.locator('..')).toHaveCSS('opacity', '1');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menu')).toBeVisible();
    await expect(page.getByRole('menuitem').first()).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(more).toBeFocused();
    await page.keyboard.press('Escape');
    await page.getByRole('radio', { name: 'In their own shapes' }).click();
  });

  await test.step('what was done is taken back after a restart', async () => {
    await works.nth(0).click();
    await page.keyboard.press('Delete');
    await expect(works).toHaveCount(3);
    // The grid shows the wish at once; the notice, that it is stored.
    await expect(toast(page, '1 work moved to the trash')).toBeVisible();
    await studio.stop();
    await studio.open(page, { backend: false });
    await goTo(page, 'Library');
    await expect(works).toHaveCount(3);
    await page.keyboard.press('Control+z');
    await expect(works).toHaveCount(4);
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Edit history' }).click();
    const history = page.getByRole('dialog', { name: 'Edit history' });
    await expect(history.getByRole('button', { name: /^Redo: 1 work moved/ })).toBeVisible();
    await history.getByRole('button', { name: /^Undo: 2 works rated/ }).click();
    await expect(history.getByRole('button', { name: /^Redo: 2 works rated/ })).toBeVisible();
    await check(page, 'edit history, with acts to take back and to do again');
  });
});
