import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { call, toast } from './frame.ts';
import { promptBar, results } from './prompt-bar.ts';
import { expect, test } from './studio.ts';

/** What somebody else might have made public. */
const COMMUNITY = {
  items: [
    {
      id: '01a1fda3-5ed3-77eb-adc5-992084e52c4c',
      name: '<img src=x onerror="window.hacked=1">',
      description: '<script>window.hacked=1</script>',
      category: 'animals',
      form: {
        kind: 'prompt',
        prompt: 'a fox, {red|grey} <b>fur</b>, [OTHER]',
        negativePrompt: '',
      },
      thumbnail: null,
      uses: 12,
      author: 'zoe',
      createdAt: '2026-11-01T00:00:00.000Z',
    },
  ],
  total: 1,
  categories: [{ name: 'animals', count: 1 }],
  asOf: null,
} as const;

/** One studio, from a form to its picture, back to the form, and on to templates and help with the prompt. */
test('forms, tokens, templates and help with the prompt', async ({ studio, page }) => {
  await studio.open(page);
  const main = page.getByRole('main');
  const form = page.getByRole('form', { name: 'Greeting card' });
  const message = form.getByRole('textbox', { name: /^Message/ });
  const preview = page.getByRole('region', { name: 'Prompt', exact: true });
  const made = page.getByRole('region', { name: 'Made with this form' });

  await test.step('a generator is found by a word and opened', async () => {
    await page.keyboard.press('Control+3');
    await main.getByRole('searchbox', { name: 'Search generators' }).fill('greeting');
    await expect(main.getByRole('listitem')).toHaveCount(1);
    await expectAccessible(page);
    await main.getByRole('button', { name: /^Greeting card/ }).click();
    await expect(form).toBeVisible();
  });

  await test.step('a token set is made; its token is completed while typing and fills the preview', async () => {
    await form.getByRole('button', { name: 'Edit token sets' }).click();
    const dialog = page.getByRole('dialog', { name: 'Token sets' });
    await dialog.getByRole('textbox', { name: 'Name of the set' }).fill('Zoé');
    await dialog.getByRole('textbox', { name: 'Name of token 1' }).fill('FIRSTNAME');
    await dialog.getByRole('textbox', { name: 'Value of token 1' }).fill('Zoé Müller');
    // By the keyboard, a row that is added is where one types, and one that goes leaves the focus beside it.
    const add = dialog.getByRole('button', { name: 'Add a token' });
    await add.press('Enter');
    await expect(dialog.getByRole('textbox', { name: 'Name of token 2' })).toBeFocused();
    await dialog.getByRole('button', { name: 'Remove [' }).last().press('Enter');
    await expect(add).toBeFocused();
    await dialog.getByRole('textbox', { name: 'Value of token 1' }).focus();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(form.getByRole('combobox', { name: 'Token set: Zoé' })).toBeVisible();
    // The form beneath was not sent with it: it would say what it lacks.
    await expect(form.getByRole('alert')).toHaveCount(0);
    await form.getByRole('button', { name: 'Edit token sets' }).click();
    const name = dialog.getByRole('textbox', { name: 'Name of the set' });
    await name.fill('Somebody else');
    // What is typed is still there after another set was looked at.
    await dialog.getByRole('button', { name: 'New set', exact: true }).click();
    await expect(name).toHaveValue('New set 2');
    await dialog.getByRole('button', { name: 'Zoé not saved' }).click();
    await expect(name).toHaveValue('Somebody else');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(form.getByRole('combobox', { name: 'Token set: Zoé' })).toBeVisible();
    await message.pressSequentially('Happy birthday, [FIR');
    await expect(page.getByRole('option', { name: 'FIRSTNAME' })).toBeVisible();
    await message.press('Enter');
    await expect(message).toHaveValue('Happy birthday, [FIRSTNAME]');
    await expect(preview).toContainText('Happy birthday, Zoé Müller');
  });

  await test.step('what a set lacks is said beside the field', async () => {
    await message.fill('For [NOBODY]');
    await expect(form.getByRole('alert')).toHaveText('The token set has no [NOBODY].');
    await message.fill('For [FIRSTNAME]');
    await expect(form.getByRole('alert')).toHaveCount(0);
  });

  await test.step('the picture it makes stands beside it, and leads back to the form', async () => {
    await expect(page.getByRole('spinbutton', { name: 'Number of pictures' })).toBeVisible({
      timeout: 60_000,
    });
    await expect(form.getByRole('status', { name: 'Price' })).toHaveText('Free');
    await message.press('Control+Enter');
    await expect(made.getByRole('img')).toHaveCount(1, { timeout: 60_000 });
    await page.getByRole('button', { name: 'Clear the form' }).click();
    await expect(message).toHaveValue('');
    await made.getByRole('button', { name: 'Fill in this form again' }).click();
    await expect(message).toHaveValue('For [FIRSTNAME]');
    await expectAccessible(page);
  });

  await test.step('its text is laid on the picture, which becomes a work of the library', async () => {
    await made.getByRole('button', { name: 'Put the text on the picture' }).click();
    await expect(toast(page, 'The picture with its text is in the library.')).toBeVisible();
    expect(await call(page, 'library.list', {})).toMatchObject({
      json: { items: [{ recipe: { parameters: { 'text 1': 'title top: For Zoé Müller' } } }] },
    });
  });

  await test.step('it is kept as a template, removed, brought back and used', async () => {
    await page.getByRole('button', { name: 'Save as a template' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save as a template' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Card for Zoé');
    await expect(dialog.getByRole('textbox', { name: 'Category' })).toHaveValue('Print');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(toast(page, 'The template Card for Zoé is saved.')).toBeVisible();
    await page.getByRole('button', { name: 'Clear the form' }).click();
    await page.getByRole('button', { name: 'All generators' }).press('Enter');
    await expect(main.getByRole('button', { name: /^Greeting card/ })).toBeFocused();
    // Its tile shows what it made last.
    const tile = main.getByRole('listitem').filter({ hasText: 'Greeting card' }).locator('img');
    await expect
      .poll(() => tile.evaluate((shown: HTMLImageElement) => shown.naturalWidth))
      .toBeGreaterThan(0);
    await main.getByRole('radio', { name: 'Templates' }).click();
    const use = main.getByRole('button', { name: 'Use Card for Zoé' });
    await expect(use).toBeVisible();
    await expectAccessible(page);
    await main.getByRole('button', { name: 'More about Card for Zoé' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await expect(use).toHaveCount(0);
    const removed = toast(page, 'The template Card for Zoé is removed.');
    await removed.getByRole('button', { name: /^Undo/ }).click();
    await main.getByRole('button', { name: 'More about Card for Zoé' }).click();
    await page.getByRole('menuitem', { name: 'Make public' }).click();
    await expect(main.getByText('Public', { exact: true })).toBeVisible();
    await use.click();
    await expect(message).toHaveValue('For [FIRSTNAME]');
  });

  await test.step('templates of others are looked at before they are used, whatever is written in them', async () => {
    await page.getByRole('button', { name: 'All generators' }).click();
    await main.getByRole('radio', { name: 'Community' }).click();
    // Nobody else is on this server.
    await expect(main.getByText('Nobody has made a template public yet')).toBeVisible();
    await expectAccessible(page);
    await page.route('**/rpc/templates/community', (route) =>
      route.fulfill({ json: { json: COMMUNITY } }),
    );
    await main.getByRole('searchbox').fill('fox');
    const look = main.getByRole('button', { name: `Look at ${COMMUNITY.items[0].name}` });
    await look.click();
    const dialog = page.getByRole('dialog', { name: COMMUNITY.items[0].name });
    await expect(dialog.getByText(COMMUNITY.items[0].form.prompt)).toBeVisible();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Report' }).click();
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await look.click();
    await dialog.getByRole('button', { name: 'Use', exact: true }).click();
    await expect(promptBar(page).text).toHaveValue(COMMUNITY.items[0].form.prompt);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    await page.unroute('**/rpc/templates/community');
  });

  await test.step('a prompt is enhanced in part, and that is undone', async () => {
    await page.keyboard.press('Control+1');
    const { text, bar } = promptBar(page);
    await text.fill('a red fox');
    await bar.getByRole('button', { name: 'Help with the prompt' }).click();
    await page.getByRole('menuitem', { name: 'Enhance' }).click();
    const dialog = page.getByRole('dialog', { name: 'Enhance the prompt' });
    const parts = dialog.getByRole('checkbox');
    await expect(parts.first()).toBeChecked();
    const count = await parts.count();
    await parts.first().click();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: `Use ${count - 1} changes` }).click();
    await expect(text).toHaveValue(/^a red fox, .+/);
    await toast(page, 'The prompt is changed.').getByRole('button', { name: /^Undo/ }).click();
    await expect(text).toHaveValue('a red fox');
  });

  await test.step('a prompt of one’s own about the same is offered; what needs a chat model says so', async () => {
    const { text, bar } = promptBar(page);
    const sent = { prompt: 'an old red fox in deep snow', model: 'draft/studio', quality: 'draft' };
    await call(page, 'generate.create', sent);
    const help = async (item: string) => {
      await bar.getByRole('button', { name: 'Help with the prompt' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await help('Similar prompts');
    const dialog = page.getByRole('dialog', { name: 'Similar prompts' });
    const offered = dialog.getByRole('button', { name: /^an old red fox in deep snow/ });
    await expect(offered).toContainText(/from your history · \d+% alike · sent 1 time/);
    await expectAccessible(page);
    await offered.press('Enter');
    await expect(text).toHaveValue(sent.prompt);
    await toast(page, 'The prompt is changed.').getByRole('button', { name: /^Undo/ }).click();
    await expect(text).toHaveValue('a red fox');
    await help('Translate to English');
    const translated = page.getByRole('dialog', { name: 'Translate the prompt to English' });
    await expect(translated.getByRole('alert')).toContainText('no chat model is set', {
      timeout: 60_000,
    });
    await page.keyboard.press('Escape');
  });

  await test.step('words are weighed by the keyboard; variants say what they become', async () => {
    const { text, bar } = promptBar(page);
    await text.press('ControlOrMeta+a');
    await text.press('Control+ArrowUp');
    await text.press('Control+ArrowUp');
    await expect(text).toHaveValue('(a red fox)1.2');
    await text.fill('a {red|red} fox of [FIRSTNAME]');
    await expect(bar.getByText('a red fox of Zoé Müller')).toBeVisible();
    await expect(bar.getByText('2 combinations')).toBeVisible();
  });

  await test.step('each picture has variants of its own, one more is made by itself, and all are recalled as written', async () => {
    const { text, bar, count, advanced } = promptBar(page);
    await text.fill('a {grey|white} owl');
    await count.press('2');
    const drawn = bar.getByRole('region', { name: 'What each picture is made from' });
    await expect(drawn.getByText('a grey owl')).toBeVisible();
    await expect(drawn.getByText('a white owl')).toBeVisible();
    await bar.getByRole('radio', { name: 'The same for all' }).click();
    await expect(drawn).toHaveCount(0);
    await bar.getByRole('radio', { name: 'For each picture' }).click();
    await advanced.click();
    await bar
      .getByRole('radiogroup', { name: 'Automatic variants' })
      .getByRole('radio', { name: '1' })
      .click();
    await expect(bar.getByText('Made once for each order, at no cost.')).toBeVisible();
    await expectAccessible(page);
    await text.press('Control+Enter');
    const owls = results(page).getByRole('img', { name: /^a (grey|white) owl$/ });
    await expect(owls).toHaveCount(3, { timeout: 60_000 });
    await text.fill('something else');
    await results(page)
      .getByRole('img', { name: 'a white owl' })
      .first()
      .click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Recall its form or variants' }).click();
    await expect(text).toHaveValue('a {grey|white} owl');
  });
});

async function expectAccessible(page: Page): Promise<void> {
  // What is wrong only while something comes or goes is not wrong.
  await expect.poll(() => graveViolations(page)).toEqual([]);
}

async function graveViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
