import type { Page } from '@playwright/test';

/**
 * `few`: three results of the draft model. `many`: these beside a library of thousands. `large`: a library that years of
 * work have filled, without results.
 */
export type Content = 'empty' | 'few' | 'many' | 'large';

/** One picture to look at: what there is, how the studio is set up, and what a hand does first. */
export interface Shot {
  name: string;
  content: Content;
  settings?: Record<string, unknown>;
  size?: readonly [width: number, height: number];
  act?: (page: Page) => Promise<void>;
}

const LIGHT = { theme: 'light' };
const FRENCH = { language: 'fr' };
const WIDE = [1920, 1080] as const;
const press =
  (...keys: string[]) =>
  async (page: Page) => {
    for (const key of keys) await page.keyboard.press(key);
  };
const LIBRARY = 'Control+2';
const SETTINGS = 'Control+Comma';
const GENERATORS = 'Control+3';
const VIDEO = 'Control+4';
const CAROUSEL = 'Control+5';
const BATCH = 'Control+6';
const COMPARE = 'Control+7';

const inLibrary = (keys: string[]) => async (page: Page) => {
  await page.keyboard.press(LIBRARY);
  await page.getByRole('gridcell').first().click();
  await press(...keys)(page);
};

const inGenerator = (id: string) => async (page: Page) => {
  await page.keyboard.press(GENERATORS);
  await page.locator('main li > button').nth(0).waitFor();
  await page.getByRole('button', { name: id }).first().click();
};

/** The same, answered by its example. */
const inExampleOf = (id: string) => async (page: Page) => {
  await inGenerator(id)(page);
  await page.getByRole('button', { name: /^(Fill in an example|Remplir un exemple)/ }).click();
};

/** The places of the screen of generators. */
const inPlace = (nr: number) => async (page: Page) => {
  await page.keyboard.press(GENERATORS);
  await page.getByRole('radio').nth(nr).click();
};

const inSettings = (button: string) => async (page: Page) => {
  await page.keyboard.press(SETTINGS);
  await page.getByRole('button', { name: button }).first().click();
};

const inBrand = (add: string) => async (page: Page) => {
  await page.keyboard.press(CAROUSEL);
  await page.getByRole('button', { name: add }).click();
  await page.locator('fieldset input[type=color]').first().waitFor();
};

const inTopic = (topic: string, frame: string) => async (page: Page) => {
  await page.keyboard.press(CAROUSEL);
  await page.getByRole('radio', { name: topic }).click();
  await page.locator('main textarea').first().fill('Lighthouses');
  await page.getByRole('button', { name: frame }).click();
};

const inGridOfSettings = async (page: Page) => {
  await page.keyboard.press(COMPARE);
  await page.getByRole('radio').nth(1).click();
};

/** Words that each picture draws anew, and variants that are made by themselves. */
const withVariants = async (page: Page) => {
  await page.locator('[aria-controls="prompt-advanced"]').waitFor();
  await page
    .locator('textarea')
    .first()
    .fill('A {red|blue|green} door in {Lisbon|Oslo}, {morning|evening} light');
  await page.locator('[aria-controls="prompt-advanced"]').click();
  await page.getByRole('radio', { name: '2', exact: true }).click();
};

/** A table whose columns answer the fields of a form. */
const inBatchOfForm = async (page: Page) => {
  await page.keyboard.press(BATCH);
  await page
    .getByRole('button', { name: /^(New batch|Nouveau lot)/ })
    .first()
    .click();
  await page.locator('main textarea').fill('subject;ratio\na fox in snow;1:1\na hen;16:9\n;1:1');
  await page.getByRole('button', { name: /^(Use this table|Utiliser ce tableau)/ }).click();
  await page
    .getByRole('combobox')
    .filter({ hasText: /below|ci-dessous/ })
    .click();
  await page.getByRole('option', { name: /^(AI image|Image IA)/ }).click();
};

/** Each by its own way in; the language of the studio is that of the names. */
const place = (name: string) => async (page: Page) => {
  await page.keyboard.press(LIBRARY);
  await page.getByRole('navigation').getByRole('button', { name }).first().click();
  await page.waitForTimeout(6_000);
};

const shaped = (at: number) => async (page: Page) => {
  await page.keyboard.press(LIBRARY);
  await page.getByRole('gridcell').first().waitFor();
  await page.getByRole('main').getByRole('radiogroup').last().getByRole('radio').nth(at).click();
  await page.waitForTimeout(2_500);
};

const searched = (text: string) => async (page: Page) => {
  await page.keyboard.press(LIBRARY);
  await page.getByRole('gridcell').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(text);
  await page.waitForTimeout(2_500);
};

const halfway = async (page: Page) => {
  await page.keyboard.press(LIBRARY);
  await page.getByRole('gridcell').first().waitFor();
  const scroller = page.locator('[data-grid-scroller]');
  await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
  const box = await scroller.boundingBox();
  if (box) await page.mouse.move(box.x + box.width - 12, box.y + box.height / 2);
  await page.waitForTimeout(2_500);
};

const LARGE: readonly Shot[] = [
  { name: 'large-library', content: 'large', act: shaped(0) },
  {
    name: 'large-library-squares-light-fr',
    content: 'large',
    settings: { ...LIGHT, ...FRENCH },
    act: shaped(1),
  },
  { name: 'large-library-list-wide', content: 'large', size: WIDE, act: shaped(2) },
  { name: 'large-library-list-light', content: 'large', settings: LIGHT, act: shaped(2) },
  { name: 'large-halfway', content: 'large', act: halfway },
  {
    name: 'large-halfway-wide-light-fr',
    content: 'large',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: halfway,
  },
  { name: 'large-search', content: 'large', act: searched('rating:>=4 tag:"tag 5" fox ') },
  {
    name: 'large-search-fr-light-wide',
    content: 'large',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: searched('project:"Fox 2" ratio:portrait '),
  },
  { name: 'large-duplicates', content: 'large', act: place('Duplicates') },
  {
    name: 'large-duplicates-light-fr-wide',
    content: 'large',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: place('Doublons'),
  },
  { name: 'large-trash', content: 'large', act: place('Trash') },
  { name: 'large-collection', content: 'large', act: place('Best of the best') },
  { name: 'large-storage', content: 'large', act: inSettings('Storage') },
  {
    name: 'large-storage-light-fr',
    content: 'large',
    settings: { ...LIGHT, ...FRENCH },
    act: inSettings('Stockage'),
  },
];

export const SHOTS: readonly Shot[] = [
  { name: 'workspace-empty', content: 'empty' },
  { name: 'workspace-empty-light-fr', content: 'empty', settings: { ...LIGHT, ...FRENCH } },
  { name: 'library-empty', content: 'empty', act: press(LIBRARY) },
  { name: 'library-empty-fr', content: 'empty', settings: FRENCH, act: press(LIBRARY) },
  { name: 'queue-empty', content: 'empty', act: press('q') },
  { name: 'community-empty', content: 'empty', act: inPlace(2) },
  {
    name: 'community-empty-light-fr',
    content: 'empty',
    settings: { ...LIGHT, ...FRENCH },
    act: inPlace(2),
  },
  { name: 'workspace-few', content: 'few' },
  { name: 'workspace-few-light-fr', content: 'few', settings: { ...LIGHT, ...FRENCH } },
  { name: 'workspace-few-wide', content: 'few', size: WIDE },
  { name: 'workspace-few-small', content: 'few', size: [1024, 640] },
  { name: 'workspace-large-text', content: 'few', settings: { textSize: 150 } },
  { name: 'queue-few', content: 'few', act: press('q') },
  { name: 'palette', content: 'few', act: press('Control+k') },
  {
    name: 'palette-light-fr',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    act: press('Control+k'),
  },
  { name: 'shortcuts', content: 'few', act: press('?') },
  { name: 'settings', content: 'few', act: press(SETTINGS) },
  {
    name: 'settings-light-fr-wide',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: press(SETTINGS),
  },
  { name: 'settings-sign-in', content: 'empty', act: inSettings('Sign in to an account') },
  { name: 'settings-key', content: 'empty', act: inSettings('Add key') },
  {
    name: 'settings-address-light',
    content: 'empty',
    settings: LIGHT,
    act: inSettings('Set address'),
  },
  { name: 'library-many', content: 'many', act: press(LIBRARY) },
  {
    name: 'library-many-wide-light',
    content: 'many',
    size: WIDE,
    settings: LIGHT,
    act: press(LIBRARY),
  },
  { name: 'library-one-fr', content: 'many', settings: FRENCH, act: inLibrary([]) },
  { name: 'library-viewer', content: 'many', act: inLibrary(['Enter']) },
  { name: 'library-look', content: 'many', act: inLibrary(['Space']) },
  { name: 'library-compare', content: 'many', act: inLibrary(['Shift+ArrowRight', 'c']) },
  { name: 'generators', content: 'few', act: press(GENERATORS) },
  {
    name: 'generators-light-fr-wide',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: press(GENERATORS),
  },
  { name: 'generator-form', content: 'few', act: inGenerator('Action figure') },
  {
    name: 'generator-form-light-fr-wide',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: inGenerator('Carte de vœux'),
  },
  { name: 'generator-form-example', content: 'few', act: inExampleOf('Logo') },
  {
    name: 'generator-form-example-fr',
    content: 'few',
    settings: FRENCH,
    act: inExampleOf('Photo de produit'),
  },
  {
    name: 'generator-form-example-light-wide',
    content: 'few',
    settings: LIGHT,
    size: WIDE,
    act: inExampleOf('Trading card'),
  },
  { name: 'video', content: 'few', act: press(VIDEO) },
  {
    name: 'video-light-fr-wide',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: press(VIDEO),
  },
  { name: 'batch', content: 'few', act: press(BATCH) },
  {
    name: 'batch-light-fr-wide',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: press(BATCH),
  },
  { name: 'carousel', content: 'few', act: press(CAROUSEL) },
  {
    name: 'carousel-light-fr-wide',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: press(CAROUSEL),
  },
  { name: 'carousel-brand', content: 'few', act: inBrand('New brand') },
  {
    name: 'carousel-brand-light-fr-wide',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: inBrand('Nouvelle marque'),
  },
  { name: 'carousel-topic', content: 'few', act: inTopic('A topic', 'A frame to fill in') },
  {
    name: 'carousel-topic-light-fr-wide',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: inTopic('Un sujet', 'Un canevas à remplir'),
  },
  { name: 'grid-of-settings', content: 'few', act: inGridOfSettings },
  {
    name: 'grid-of-settings-light-fr-wide',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: inGridOfSettings,
  },
  { name: 'prompt-variants', content: 'few', act: withVariants },
  {
    name: 'prompt-variants-light-fr-wide',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: withVariants,
  },
  { name: 'batch-form', content: 'few', act: inBatchOfForm },
  {
    name: 'batch-form-light-fr-wide',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: inBatchOfForm,
  },
  { name: 'models', content: 'few', act: press(COMPARE) },
  {
    name: 'models-light-fr-wide',
    content: 'few',
    settings: { ...LIGHT, ...FRENCH },
    size: WIDE,
    act: press(COMPARE),
  },
  ...LARGE,
];
