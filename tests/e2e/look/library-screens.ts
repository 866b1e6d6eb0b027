import type { Page } from '@playwright/test';
import { importFiles, pictures } from '../pictures.ts';
import type { Act, Screen } from './screens.ts';

const works = (page: Page) => page.getByRole('main').getByRole('grid').getByRole('gridcell');
const side = (page: Page) => page.getByRole('navigation', { name: 'Shelves and collections' });

const inLibrary: Act = async (page) => {
  await page.keyboard.press('Control+2');
  await side(page).waitFor();
};

/** The first work chosen, then these keys. */
const onWork =
  (...keys: string[]): Act =>
  async (page) => {
    await inLibrary(page);
    await works(page).first().click();
    for (const key of keys) await page.keyboard.press(key);
  };

const place =
  (name: string | RegExp): Act =>
  async (page) => {
    await inLibrary(page);
    await side(page).getByRole('button', { name }).first().click();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    // Among 100,000 works it takes a while to find those that look alike.
    await page.getByText(/^Looking for/).waitFor({ state: 'detached', timeout: 120_000 });
  };

const shaped =
  (name: string): Act =>
  async (page) => {
    await inLibrary(page);
    await works(page).first().waitFor();
    await page.getByRole('radio', { name }).click();
  };

const searched =
  (text: string): Act =>
  async (page) => {
    await inLibrary(page);
    await works(page).first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(text);
  };

const halfway: Act = async (page) => {
  await inLibrary(page);
  await works(page).first().waitFor();
  const scroller = page.locator('[data-grid-scroller]');
  await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
  const box = await scroller.boundingBox();
  if (box) await page.mouse.move(box.x + box.width - 12, box.y + box.height / 2);
};

const inTrash: Act = async (page) => {
  await onWork('Delete')(page);
  await side(page)
    .getByRole('button', { name: /^Trash/ })
    .click();
  await works(page).first().click();
};

const fromPalette =
  (words: string): Act =>
  async (page) => {
    await inLibrary(page);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill(words);
    await page.keyboard.press('Enter');
  };

const imported: Act = async (page) => {
  await inLibrary(page);
  await importFiles(page, [
    ...(await pictures(['amber coast', 'birch wood'])),
    { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') },
  ]);
};

const addingFolder: Act = async (page) => {
  await place('Imports')(page);
  await page.getByRole('button', { name: 'Add folder…' }).click();
};

const newCollection: Act = async (page) => {
  await inLibrary(page);
  await side(page).getByRole('button', { name: 'New collection' }).first().click();
};

const syncPanel: Act = async (page) => {
  await page
    .getByRole('button', { name: /saved|change|machines|Paused/ })
    .last()
    .click();
  await page.locator('#sync-panel').waitFor();
};

const conflicts: Act = async (page) => {
  await syncPanel(page);
  await page.getByRole('button', { name: 'Decide' }).click();
};

export const LIBRARY_SCREENS: readonly Screen[] = [
  { name: 'library', content: 'empty', act: inLibrary },
  { name: 'library-favourites', content: 'empty', act: place(/^Favourites/) },
  { name: 'library-trash', content: 'empty', act: place(/^Trash/) },
  { name: 'library-duplicates', content: 'empty', act: place('Duplicates') },
  { name: 'library-imports', content: 'empty', act: place('Imports') },
  { name: 'library-few', content: 'few', act: inLibrary },
  { name: 'library-few-squares', content: 'few', act: shaped('In squares') },
  { name: 'library-few-list', content: 'few', act: shaped('As a list') },
  { name: 'library-one', content: 'few', act: onWork() },
  { name: 'library-lineage', content: 'few', act: searchedOne('violet') },
  { name: 'library-two', content: 'few', act: onWork('Shift+ArrowRight') },
  { name: 'library-viewer', content: 'few', act: onWork('Enter') },
  { name: 'library-look', content: 'few', act: onWork('Space') },
  { name: 'library-compare', content: 'few', act: onWork('Shift+ArrowRight', 'c') },
  {
    name: 'library-menu',
    content: 'few',
    act: onWork('Shift+F10'),
    again: async ({ keyboard }) => {
      await keyboard.press('Escape');
      await keyboard.press('Shift+F10');
    },
  },
  { name: 'library-export', content: 'few', act: onWork('Control+e') },
  { name: 'library-pick', content: 'few', act: onWork('a') },
  { name: 'library-history', content: 'few', act: fromPalette('Edit history') },
  { name: 'library-few-duplicates', content: 'few', act: place('Duplicates') },
  { name: 'library-few-imports', content: 'few', act: place('Imports') },
  { name: 'library-add-folder', content: 'few', act: addingFolder },
  { name: 'library-new-collection', content: 'few', act: newCollection },
  { name: 'library-suggestions', content: 'few', act: searched('ra') },
  { name: 'library-nothing-found', content: 'few', act: searched('zeppelin ') },
  { name: 'library-importing', content: 'few', act: imported },
  { name: 'library-few-trash', content: 'few', act: inTrash },
  { name: 'sync-panel', content: 'few', act: syncPanel },
  { name: 'sync-conflicts', content: 'few', act: conflicts },
  { name: 'library-many', content: 'many', act: inLibrary },
  { name: 'large-library', content: 'large', act: inLibrary },
  { name: 'large-squares', content: 'large', act: shaped('In squares') },
  { name: 'large-list', content: 'large', act: shaped('As a list') },
  { name: 'large-halfway', content: 'large', act: halfway },
  { name: 'large-search', content: 'large', act: searched('rating:>=4 tag:"tag 5" fox ') },
  { name: 'large-project', content: 'large', act: searched('project:"Fox 9" ratio:portrait ') },
  { name: 'large-viewer', content: 'large', act: onWork('Enter') },
  { name: 'large-all-chosen', content: 'large', act: onWork('Control+a') },
  { name: 'large-duplicates', content: 'large', act: place('Duplicates') },
  { name: 'large-trash', content: 'large', act: place(/^Trash/) },
  { name: 'large-collection', content: 'large', act: place('Best of the best') },
];

/** Chosen out of what a search finds. */
function searchedOne(text: string): Act {
  return async (page) => {
    await searched(text)(page);
    await works(page).nth(1).waitFor({ state: 'detached' });
    await works(page).first().click();
  };
}
