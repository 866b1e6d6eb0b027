import type { Locator, Page } from '@playwright/test';
import { chooseModel, makePictures, promptBar, results } from '../prompt-bar.ts';
import type { Act, Screen } from './screens.ts';

const GENERATORS = 'Control+3';
const VIDEO = 'Control+4';
const CAROUSEL = 'Control+5';
const BATCH = 'Control+6';
const COMPARE = 'Control+7';

const press =
  (...keys: string[]): Act =>
  async (page) => {
    for (const key of keys) await page.keyboard.press(key);
  };

const ready = (page: Page) => promptBar(page).count.waitFor({ timeout: 60_000 });
const given = (page: Page) => page.getByRole('region', { name: 'Pictures to work from' });
const firstResult = (page: Page) => results(page).getByRole('img').first();
const shown = (locator: Locator) => locator.first().waitFor({ timeout: 60_000 });

/** One result chosen, then these keys. */
const onResult =
  (...keys: string[]): Act =>
  async (page) => {
    await ready(page);
    await firstResult(page).click();
    await press(...keys)(page);
  };

const withMask: Act = async (page) => {
  await onResult('e')(page);
  await given(page).getByRole('button', { name: 'Paint where' }).click();
  await page.getByRole('application', { name: 'Picture to paint on' }).focus();
  await press('Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowDown')(page);
};

const inOutpaint: Act = async (page) => {
  await onResult('e')(page);
  await given(page).getByRole('combobox').click();
  await page.getByRole('option', { name: 'Widen' }).click();
  await page.getByRole('button', { name: 'Set the frame' }).click();
};

/** Words that each picture draws anew, and variants that are made by themselves. */
const withVariants: Act = async (page) => {
  await ready(page);
  const { text, advanced, bar } = promptBar(page);
  await text.fill('A {red|blue|green} door in {Lisbon|Oslo}, {morning|evening} light');
  await advanced.click();
  await bar
    .getByRole('radiogroup', { name: 'Automatic variants' })
    .getByRole('radio', { name: '2' })
    .click();
};

/** What the chosen model takes beside words; one of it wrong. */
const withSettings: Act = async (page) => {
  await ready(page);
  const { advanced, seed, bar } = promptBar(page);
  await advanced.click();
  await bar.getByRole('textbox', { name: 'Width in pixels' }).fill('601');
  await seed.fill('7');
};

const helped =
  (item: string): Act =>
  async (page) => {
    await ready(page);
    const { text, bar } = promptBar(page);
    await text.fill('a red fox');
    await bar.getByRole('button', { name: 'Help with the prompt' }).click();
    if (item !== '') await page.getByRole('menuitem', { name: item }).click();
  };

const withModels: Act = async (page) => {
  await ready(page);
  await promptBar(page).model.click();
};

const inGenerator =
  (name: string): Act =>
  async (page) => {
    await page.keyboard.press(GENERATORS);
    await page.getByRole('searchbox', { name: 'Search generators' }).fill(name);
    await page.getByRole('main').getByRole('button', { name }).first().click();
    await shown(page.getByRole('form'));
  };

/** The same, answered by its example. */
const filledGenerator =
  (name: string): Act =>
  async (page) => {
    await inGenerator(name)(page);
    await page.getByRole('button', { name: /^Fill in an example/ }).click();
  };

/** The places of the screen of generators. */
const inPlace =
  (name: string): Act =>
  async (page) => {
    await page.keyboard.press(GENERATORS);
    await page.getByRole('radio', { name }).click();
  };

const savedTemplate: Act = async (page) => {
  await inGenerator('Greeting card')(page);
  await page.getByRole('button', { name: 'Save as a template' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Card for the family');
};

const inTemplates: Act = async (page) => {
  await savedTemplate(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'All generators' }).click();
  await page.getByRole('radio', { name: 'Templates' }).click();
};

const inTokens: Act = async (page) => {
  await inGenerator('Greeting card')(page);
  await page.getByRole('button', { name: 'Edit token sets' }).click();
  const dialog = page.getByRole('dialog', { name: 'Token sets' });
  await dialog.getByRole('textbox', { name: 'Name of the set' }).fill('Zoé');
  await dialog.getByRole('textbox', { name: 'Name of token 1' }).fill('FIRSTNAME');
  await dialog.getByRole('textbox', { name: 'Value of token 1' }).fill('Zoé Müller');
};

const withVideoPicture: Act = async (page) => {
  await onResult('m')(page);
  await shown(page.getByRole('figure', { name: 'Preview of the move' }));
};

const kenBurns: Act = async (page) => {
  await withVideoPicture(page);
  await page.getByRole('combobox', { name: 'Move' }).click();
  await page.getByRole('option', { name: /^Ken Burns/ }).click();
};

const inSlides: Act = async (page) => {
  await page.keyboard.press(CAROUSEL);
  await page
    .getByRole('textbox', { name: 'Text', exact: true })
    .fill(
      'Why lighthouses still matter\nLight\nSound\nA very long title for one slide that says a lot\nThanks',
    );
  await page.getByRole('button', { name: 'Make 5 slides of it' }).click();
  await page.getByRole('button', { name: 'Generate 5 pictures' }).click();
  await shown(page.getByRole('button', { name: 'Redo the picture of slide 5' }));
};

const inBrand: Act = async (page) => {
  await page.keyboard.press(CAROUSEL);
  await page.getByRole('button', { name: 'New brand' }).click();
  await shown(page.locator('fieldset input[type=color]'));
};

const inTopic: Act = async (page) => {
  await page.keyboard.press(CAROUSEL);
  await page.getByRole('radio', { name: 'A topic' }).click();
  await page.getByRole('textbox', { name: 'Topic' }).fill('Lighthouses');
  await page.getByRole('button', { name: 'A frame to fill in' }).click();
};

const TABLE = 'Name;Ratio\nAda;1:1\nGrace;7:5\nJean;16:9';

const inPlan =
  (table: string): Act =>
  async (page) => {
    await page.keyboard.press(BATCH);
    await page.getByRole('button', { name: 'New batch' }).first().click();
    await page.getByRole('textbox', { name: 'Or paste a table' }).fill(table);
    await page.getByRole('button', { name: 'Use this table' }).click();
    await shown(page.getByRole('combobox', { name: /^What .* is for/ }));
  };

/** A table whose columns answer the fields of a form. */
const inPlanOfForm: Act = async (page) => {
  await inPlan('subject;ratio\na fox in snow;1:1\na hen;16:9\n;1:1')(page);
  await page.getByRole('combobox', { name: 'What makes the prompts' }).click();
  await page.getByRole('option', { name: 'AI image' }).click();
};

const inBatch: Act = async (page) => {
  await inPlan(TABLE)(page);
  await page.getByRole('textbox', { name: 'Prompt' }).fill('A card for [NAME]');
  await page.getByRole('button', { name: 'Generate 2 rows' }).click();
  await shown(page.getByText('Done · 2 of 2 · 1 left out'));
};

const inArena: Act = async (page) => {
  await page.keyboard.press(COMPARE);
  await page.getByRole('textbox', { name: 'Prompt for all of them' }).fill('a red kite');
  await page.getByRole('checkbox', { name: /^Hide who made what/ }).click();
  await page.getByRole('button', { name: 'Generate' }).click();
  await shown(page.getByRole('button', { name: 'A is better' }));
};

const votedInArena: Act = async (page) => {
  await inArena(page);
  await page.getByRole('button', { name: 'A is better' }).click();
  await shown(page.getByRole('table').getByRole('row'));
};

const inGridForm: Act = async (page) => {
  await page.keyboard.press(COMPARE);
  await page.getByRole('radio', { name: 'Settings' }).click();
};

const inGrid: Act = async (page) => {
  await inGridForm(page);
  await page.getByRole('textbox', { name: 'Prompt of the grid' }).fill('a blue [ANIMAL]');
  await page.getByRole('combobox', { name: 'Across: what changes' }).click();
  await page.getByRole('option', { name: '[ANIMAL]' }).click();
  await page.getByRole('textbox', { name: 'Values of [ANIMAL]' }).fill('fox\nhen');
  await page.getByRole('button', { name: 'Generate 4 pictures' }).click();
  await shown(page.getByText('Done · 4 of 4'));
};

const inRunning: Act = async (page) => {
  await ready(page);
  await promptBar(page).text.fill('');
  await press('Escape', 'q')(page);
};

const madeMore: Act = async (page) => {
  await makePictures(page, 'A kettle on a stove', 2);
  await chooseModel(page, /Draft/);
  await press('q')(page);
};

export const MAKING_SCREENS: readonly Screen[] = [
  { name: 'workspace', content: 'empty', act: ready },
  { name: 'queue', content: 'empty', act: press('q') },
  { name: 'video', content: 'empty', act: press(VIDEO) },
  { name: 'carousel', content: 'empty', act: press(CAROUSEL) },
  { name: 'batch', content: 'empty', act: press(BATCH) },
  { name: 'models', content: 'empty', act: press(COMPARE) },
  { name: 'templates', content: 'empty', act: inPlace('Templates') },
  { name: 'community', content: 'empty', act: inPlace('Community') },
  { name: 'palette', content: 'empty', act: press('Control+k') },
  { name: 'shortcuts', content: 'empty', act: press('?') },
  { name: 'workspace-few', content: 'few', act: ready },
  { name: 'workspace-chosen', content: 'few', act: onResult() },
  { name: 'workspace-viewer', content: 'few', act: onResult('Enter') },
  {
    name: 'workspace-menu',
    content: 'few',
    act: onResult('Shift+F10'),
    again: press('Escape', 'Shift+F10'),
  },
  {
    name: 'workspace-models',
    content: 'few',
    act: withModels,
    again: press('Escape', 'Enter'),
  },
  { name: 'workspace-edit', content: 'few', act: onResult('e') },
  { name: 'workspace-mask', content: 'few', act: withMask },
  { name: 'workspace-outpaint', content: 'few', act: inOutpaint },
  { name: 'workspace-variants', content: 'few', act: withVariants },
  { name: 'workspace-settings', content: 'few', act: withSettings },
  { name: 'workspace-queue', content: 'few', act: inRunning },
  { name: 'prompt-help', content: 'few', act: helped('') },
  { name: 'prompt-enhance', content: 'few', act: helped('Enhance') },
  { name: 'prompt-similar', content: 'few', act: helped('Similar prompts') },
  { name: 'prompt-history', content: 'few', act: helped('Prompt history') },
  { name: 'prompt-translate', content: 'few', act: helped('Translate to English') },
  { name: 'generators', content: 'few', act: press(GENERATORS) },
  { name: 'generator-figure', content: 'few', act: inGenerator('Action figure') },
  { name: 'generator-card', content: 'few', act: inGenerator('Greeting card') },
  { name: 'generator-example', content: 'few', act: filledGenerator('Logo') },
  { name: 'generator-template', content: 'few', act: savedTemplate },
  { name: 'templates-one', content: 'few', act: inTemplates },
  { name: 'tokens', content: 'few', act: inTokens },
  { name: 'video-move', content: 'few', act: withVideoPicture },
  { name: 'video-ken-burns', content: 'few', act: kenBurns },
  { name: 'carousel-slides', content: 'few', act: inSlides },
  { name: 'carousel-brand', content: 'few', act: inBrand },
  { name: 'carousel-topic', content: 'few', act: inTopic },
  { name: 'batch-plan', content: 'few', act: inPlan(TABLE) },
  { name: 'batch-form', content: 'few', act: inPlanOfForm },
  { name: 'batch-done', content: 'few', act: inBatch },
  { name: 'batch-list', content: 'few', act: press(BATCH) },
  { name: 'models-blind', content: 'few', act: inArena },
  { name: 'models-standings', content: 'few', act: votedInArena },
  { name: 'grid-form', content: 'few', act: inGridForm },
  { name: 'grid-done', content: 'few', act: inGrid },
  { name: 'workspace-two-orders', content: 'few', act: madeMore },
];
