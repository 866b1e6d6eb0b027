import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp, { type Sharp } from 'sharp';
import { check } from './axe.ts';
import { goTo, shelf, toast } from './frame.ts';
import { expect, test } from './studio.ts';
import { entriesOf } from './zip-entries.ts';

/** A picture with shapes: one of flat colour is like every other. `seed` makes it another one. */
function drawing(seed: number): Sharp {
  const hue = (by: number) => `hsl(${(seed * 97 + by) % 360}, 70%, 45%)`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="160">
    <rect width="240" height="160" fill="${hue(0)}"/>
    <circle cx="${40 + ((seed * 53) % 160)}" cy="${30 + ((seed * 31) % 90)}" r="38" fill="${hue(120)}"/>
    <rect x="${(seed * 71) % 150}" y="90" width="70" height="50" fill="${hue(220)}"/></svg>`;
  return sharp(Buffer.from(svg));
}

/** Folders of the creator's own, which no studio takes away. */
const outside = mkdtempSync(join(tmpdir(), 'atelier-e2e-outside-'));
test.afterAll(() => rm(outside, { recursive: true, force: true }));

const dialog = (page: Page) => page.getByRole('dialog');
const side = (page: Page) => page.getByRole('navigation', { name: 'Shelves and collections' });

async function chooseFolder(page: Page, folder: string): Promise<void> {
  await dialog(page)
    .getByRole('combobox', { name: /^Folder/ })
    .fill(folder);
}

test('a folder is watched, duplicates are merged and taken back, works are exported, the library is checked and backed up', async ({
  page,
  studio,
}) => {
  const watched = join(outside, 'watched');
  mkdirSync(watched, { recursive: true });
  const put = async (name: string, picture: Sharp) =>
    writeFileSync(join(watched, name), await picture.toBuffer());
  await put('harbour.png', drawing(1).png());
  await put('harbour small.jpg', drawing(1).resize(180).jpeg());
  await put('forest.png', drawing(4).png());
  writeFileSync(join(watched, 'broken.png'), 'no picture');
  await studio.open(page, { backend: false });
  await goTo(page, 'Library');

  await test.step('what is in the folder comes, and what comes into it later; a pause holds it', async () => {
    await side(page).getByRole('button', { name: 'Imports' }).click();
    await page.getByRole('button', { name: 'Add folder…' }).click();
    await chooseFolder(page, watched);
    await dialog(page).getByRole('radio', { name: 'Keep watching' }).click();
    await dialog(page).getByRole('button', { name: 'Watch', exact: true }).click();
    await expect(page.getByText('3 works added')).toBeVisible({ timeout: 60_000 });
    await page.getByText('1 file was not taken').click();
    await expect(page.getByText('broken.png')).toBeVisible();
    await check(page, 'imports, with a refused file');
    await put('island.png', drawing(9).png());
    await expect(page.getByText('4 works added')).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText('Paused')).toBeVisible();
    await page.getByRole('button', { name: /^Stop watching/ }).click();
    await expect(page.getByRole('heading', { name: 'Nothing imported yet' })).toBeVisible();
  });

  await test.step('two that look alike become one, and two again by one undo', async () => {
    await side(page).getByRole('button', { name: 'Duplicates' }).click();
    const keep = page.getByRole('radio', { name: /^harbour\.png/ });
    await expect(keep).toBeChecked();
    await page.getByRole('radio', { name: /^harbour small/ }).click();
    await expect(keep).not.toBeChecked();
    await check(page, 'duplicates');
    await page.getByRole('button', { name: 'Merge', exact: true }).click();
    const merged = toast(page, '2 works merged');
    // The notice stays for as long as the hand is on it.
    await merged.hover();
    await expect(page.getByRole('heading', { name: 'No duplicates' })).toBeVisible();
    await expect(side(page).getByRole('button', { name: /^Trash 1$/ })).toBeVisible();
    await merged.getByRole('button', { name: /^Undo/ }).click();
    await expect(keep).toBeVisible();
    await expect(side(page).getByRole('button', { name: /^Trash 0$/ })).toBeVisible();
    await page.getByRole('button', { name: 'Not duplicates' }).click();
    const parted = toast(page, '2 works are no duplicates');
    await parted.hover();
    await expect(keep).toBeHidden();
    await parted.getByRole('button', { name: /^Undo/ }).click();
    await expect(keep).toBeVisible();
  });

  await test.step('all in view go into a zip, named as the preview says', async () => {
    await side(page)
      .getByRole('button', { name: /^All works/ })
      .click();
    await expect(shelf(page, 'All works').getByRole('gridcell')).toHaveCount(4);
    await page.keyboard.press('Control+e');
    await dialog(page).getByRole('radio', { name: 'Zip file' }).click();
    await chooseFolder(page, join(outside, 'out'));
    await dialog(page).getByRole('textbox', { name: 'File names' }).fill('sea/{title} {n}');
    await expect(dialog(page).getByText(/^(harbour|forest|island).* 1\.(png|jpg)$/)).toBeVisible();
    await dialog(page)
      .getByRole('checkbox', { name: /^A JSON file/ })
      .click();
    await check(page, 'export');
    await dialog(page).getByRole('button', { name: 'Export', exact: true }).click();
    await expect(dialog(page).getByText('4 works exported')).toBeVisible({ timeout: 60_000 });
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    const [zip = ''] = await readdir(join(outside, 'out'));
    const files = await entriesOf(join(outside, 'out', zip));
    expect(files.filter(({ filename }) => filename.endsWith('.json'))).toHaveLength(4);
    const pictures = files.filter(({ filename }) => /^sea\/.+ [1-4]\.(png|jpg)$/.test(filename));
    expect(pictures).toHaveLength(4);
    expect(pictures.every(({ uncompressedSize }) => uncompressedSize > 500)).toBe(true);
  });

  await test.step('every file is whole, and a backup stands on the list', async () => {
    await goTo(page, 'Settings');
    const storage = page.getByRole('region', { name: 'Storage' });
    await storage.getByRole('button', { name: 'Check now' }).click();
    await expect(storage.getByText('Everything is here and whole.')).toBeVisible({
      timeout: 60_000,
    });
    await storage.getByRole('button', { name: 'Back up…' }).click();
    await chooseFolder(page, join(outside, 'backup'));
    await dialog(page).getByRole('button', { name: 'Back up here' }).click();
    await expect(storage.getByText(/4 works · /)).toBeVisible({ timeout: 60_000 });
    await check(page, 'storage, with a report and a backup');
  });

  const storage = page.getByRole('region', { name: 'Storage' });
  await test.step('the library is restored, but for the original that is broken, which is named', async () => {
    const original = await anyOriginal(join(outside, 'backup', 'media'));
    writeFileSync(join(outside, 'backup', 'media', original), 'broken');
    await rm(join(studio.dataDir, 'accounts', 'solo', 'media', original));
    await goTo(page, 'Library');
    const works = shelf(page, 'All works').getByRole('gridcell');
    await works.first().click();
    await page.keyboard.press('Delete');
    await expect(works).toHaveCount(3);
    // The grid shows the wish at once; the notice, that it is stored.
    await expect(toast(page, '1 work moved to the trash')).toBeVisible();
    await goTo(page, 'Settings');
    await storage.getByRole('button', { name: 'Restore…', exact: true }).click();
    await dialog(page).getByRole('button', { name: 'Restore', exact: true }).click();
    await expect(storage.getByRole('alert')).toHaveText(
      /^Restored, but for one original that is broken in the backup: (harbour|forest|island)/,
      { timeout: 60_000 },
    );
    await check(page, 'storage, after a restore');
    await goTo(page, 'Library');
    await expect(works).toHaveCount(4);
  });

  await test.step('the library moves to another folder, with its originals', async () => {
    await goTo(page, 'Settings');
    await storage.getByRole('button', { name: 'Move…', exact: true }).click();
    await chooseFolder(page, join(outside, 'moved'));
    await dialog(page).getByRole('button', { name: 'Move here' }).click();
    // Its own line, and that of the library set aside by the restore.
    await expect(storage.getByText(join(outside, 'moved')).first()).toBeVisible({
      timeout: 60_000,
    });
    // All but the one whose file was whole nowhere.
    const there = await readdir(join(outside, 'moved'), { recursive: true });
    expect(there.filter((path) => /\bsolo\/media\/.*\.(png|jpg)$/.test(path))).toHaveLength(3);
    await goTo(page, 'Library');
    await expect(shelf(page, 'All works').getByRole('gridcell')).toHaveCount(4);
  });
});

/** The path of one below a folder of originals. */
async function anyOriginal(media: string): Promise<string> {
  const paths = await readdir(media, { recursive: true });
  const original = paths.toSorted().find((path) => path.endsWith('.png'));
  if (original === undefined) throw new Error('no original');
  return original;
}
