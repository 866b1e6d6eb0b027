import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { check } from './axe.ts';
import { promptBar } from './prompt-bar.ts';
import { expect, test } from './studio.ts';
import { entriesOf } from './zip-entries.ts';

const TABLE = ['Name;Ratio', 'Ada;1:1', 'Grace;7:5', 'Jean;16:9'].join('\n');

/** One studio without a key: a table becomes pictures, one prompt goes to two makers, another to a grid. */
test('a table becomes pictures, paused and handed out; makers are compared blind, settings in a grid', async ({
  studio,
  page,
}) => {
  await studio.open(page);
  await expect(promptBar(page).count).toBeVisible({ timeout: 60_000 });

  await test.step('a table is pasted; a row that cannot be run is named by its line', async () => {
    await page.keyboard.press('Control+6');
    await page.getByRole('button', { name: 'New batch' }).first().click();
    await page.getByRole('textbox', { name: 'Or paste a table' }).fill(TABLE);
    await page.getByRole('button', { name: 'Use this table' }).click();
    await expect(page.getByText('3 rows · 2 columns · semicolons · UTF-8')).toBeVisible();
    await expect(page.getByRole('combobox', { name: 'What Ratio is for' })).toHaveText(
      'Aspect ratio',
    );
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A card for [NAME]');
    const preview = page.getByRole('region', { name: 'The first rows' });
    await expect(
      preview.getByRole('listitem').filter({ hasText: 'A card for Jean' }),
    ).toContainText('Line 4');
    await expect(preview).toContainText('1 row cannot be run and is left out:');
    await expect(preview).toContainText('Line 3 · Ratio: “7:5” is not known here.');
    await expect(preview.getByRole('definition')).toHaveText(['2', 'Free', /./]);
  });

  await test.step('a column is mapped anew, and the preview follows', async () => {
    const use = page.getByRole('combobox', { name: 'What Ratio is for' });
    const preview = page.getByRole('region', { name: 'The first rows' });
    await use.click();
    await page.getByRole('option', { name: 'Not used' }).click();
    await expect(preview).not.toContainText('cannot be run');
    await expect(page.getByRole('button', { name: 'Generate 3 rows' })).toBeEnabled();
    await use.click();
    await page.getByRole('option', { name: 'Aspect ratio', exact: true }).click();
    await expect(preview).toContainText('Line 3 · Ratio');
    const maker = page.getByRole('combobox', { name: 'What makes the prompts' });
    await maker.click();
    await page.getByRole('option', { name: 'AI image' }).click();
    await page.getByRole('combobox', { name: 'What Name is for' }).click();
    await page.getByRole('option', { name: 'What to show' }).click();
    await expect(preview.getByRole('listitem').first()).toContainText(/^Ada, /);
    await maker.click();
    await page.getByRole('option', { name: 'The prompt below' }).click();
    await expect(preview.getByRole('listitem').first()).toContainText('A card for Ada');
    await check(page, 'the plan of a batch');
  });

  const rows = page.getByRole('list', { name: 'Rows' });
  await test.step('it is paused before a row was made, and goes on', async () => {
    const release = studio.hold('worker');
    await page.getByRole('button', { name: 'Generate 2 rows' }).click();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(page.getByText('Paused · 0 of 2 · 1 left out')).toBeVisible();
    release();
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect(rows.getByRole('img', { name: /^A card for/ })).toHaveCount(2, {
      timeout: 60_000,
    });
    await expect(page.getByText('Done · 2 of 2 · 1 left out')).toBeVisible({ timeout: 60_000 });
    await expect(rows.getByRole('listitem').nth(1)).toContainText('Left out');
    await check(page, 'a batch that is done');
  });

  await test.step('its results go into a table and a zip', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Table of results' }).click();
    const report = await readFile(await (await download).path(), 'utf8');
    expect(report.trim().split('\n')).toHaveLength(4);
    const out = test.info().outputPath('out');
    await page.getByRole('button', { name: 'Save and export' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Zip file' }).click();
    await dialog.getByRole('combobox', { name: /^Folder/ }).fill(out);
    await dialog.getByRole('textbox', { name: 'File names' }).fill('card {n}');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await expect(dialog.getByText('2 works exported')).toBeVisible({ timeout: 60_000 });
    await dialog.getByRole('button', { name: 'Done' }).click();
    const [zip = ''] = await readdir(out);
    const names = (await entriesOf(join(out, zip))).map(({ filename }) => filename);
    expect(names.toSorted()).toEqual(['card 1.webp', 'card 2.webp']);
  });

  await test.step('one prompt by two makers, blind; the choice counts and is taken back', async () => {
    await page.keyboard.press('Control+7');
    await page.getByRole('textbox', { name: 'Prompt for all of them' }).fill('a red kite');
    await page.getByRole('checkbox', { name: 'Hide who made what until I have chosen' }).click();
    await page.getByRole('button', { name: 'Generate' }).click();
    const side = page.getByRole('region', { name: 'Side by side' });
    await expect(side.getByRole('img', { name: /^Picture [AB]: a red kite/ })).toHaveCount(2, {
      timeout: 60_000,
    });
    await expect(side.getByText('Draft (no AI)')).toHaveCount(0);
    await side.getByRole('button', { name: 'A is better' }).click();
    const undo = page
      .getByRole('listitem')
      .filter({ hasText: 'Your choice counts.' })
      .getByRole('button', { name: /^Undo/ });
    // The notice stays for as long as the hand is on it, however slow all that follows is.
    await undo.hover();
    await expect(side.getByRole('heading', { level: 3, name: /^Draft/ })).toHaveCount(2);
    const standings = page.getByRole('region', { name: 'Your own standings' });
    await expect(standings.getByRole('row')).toHaveCount(3);
    await check(page, 'the comparison');
    await undo.click();
    await expect(standings).toContainText('Hide the models');
  });

  await test.step('one prompt by every value of two settings becomes a grid, and one sheet', async () => {
    await page.getByRole('radio', { name: 'Settings' }).click();
    await page.getByRole('textbox', { name: 'Prompt of the grid' }).fill('a blue [ANIMAL]');
    await page.getByRole('combobox', { name: 'Across: what changes' }).click();
    await page.getByRole('option', { name: '[ANIMAL]' }).click();
    await page.getByRole('textbox', { name: 'Values of [ANIMAL]' }).fill('fox\nhen');
    await expect(page.getByRole('status', { name: 'What it makes and costs' })).toContainText(
      '4 pictures · Free',
    );
    await page.getByRole('button', { name: 'Generate 4 pictures' }).click();
    const grid = page.getByRole('table');
    await expect(grid.getByRole('columnheader', { name: 'hen' })).toBeVisible();
    await expect(grid.getByRole('img', { name: /^a blue (fox|hen)$/ })).toHaveCount(4, {
      timeout: 60_000,
    });
    await expect(page.getByText('Done · 4 of 4')).toBeVisible({ timeout: 60_000 });
    await check(page, 'the grid');
    await page.getByRole('button', { name: 'Look at fox · Draft large' }).click();
    const large = page.getByRole('region', { name: 'Large view: fox · Draft' });
    await expect(large.getByRole('img').first()).toBeVisible();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('region', { name: 'Large view: hen · Draft' })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('region', { name: 'Large view: hen · Standard' })).toBeVisible();
    await check(page, 'a cell, large');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Look at hen · Standard large' })).toBeFocused();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as one sheet' }).click();
    const { width, height, format } = await sharp(await (await download).path()).metadata();
    expect([format, (width ?? 0) > 900, (height ?? 0) > 900]).toEqual(['png', true, true]);
  });
});
