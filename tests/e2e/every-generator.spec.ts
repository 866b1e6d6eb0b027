import { readdirSync, readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { previewGenerator } from '../../contract/generator-prompt.ts';
import { Generator, type GeneratorField } from '../../contract/generators.ts';
import { OrderRequest } from '../../contract/orders.ts';
import { z } from 'zod';
import { call } from './frame.ts';
import { watchShifts } from './layout-shifts.ts';
import { pictures } from './pictures.ts';
import { expect, test } from './studio.ts';

const FOLDER = 'resources/generators';
const ALL = readdirSync(FOLDER).map((file) =>
  Generator.parse(JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8'))),
);

interface Sent {
  readonly generator: Generator;
  readonly prompt: string;
  /** Its fields as they stood there. */
  readonly answers: readonly string[];
}

/** The whole shelf in one studio: what each form previews, makes and leads back to. */
test('every generator: its example previewed, its picture made, its form recalled field by field', async ({
  studio,
  page,
}) => {
  expect(ALL.length).toBeGreaterThanOrEqual(20);
  const shifts = await watchShifts(page, 'main');
  await studio.open(page);
  await page.keyboard.press('Control+3');
  const sent: Sent[] = [];
  for (const generator of ALL) {
    await test.step(`${generator.id}: preview and run`, async () => {
      sent.push(await run(page, generator));
      await page.getByRole('button', { name: 'All generators' }).click();
    });
  }
  for (const one of sent) {
    await test.step(`${one.generator.id}: recall`, async () => {
      await recall(page, one);
      await page.getByRole('button', { name: 'All generators' }).click();
    });
  }
  await test.step('nothing in the gallery moves while its pictures come', async () => {
    await page.reload();
    await page.keyboard.press('Control+3');
    const cards = page.getByRole('main').getByRole('listitem').locator('img');
    await expect(cards).toHaveCount(ALL.length);
    for (const card of await cards.all()) {
      await card.scrollIntoViewIfNeeded();
      await expect(card).toHaveJSProperty('complete', true);
    }
    expect(await shifts()).toEqual([]);
  });
  await test.step('a photo of a form goes to the model with the order', async () => {
    const asked = await ordersOf(page);
    for (const { generator } of sent.filter((one) => takesPhoto(one.generator))) {
      const order = asked.find(({ madeWith }) => madeWith?.generator?.id === generator.id);
      expect(order?.references, generator.id).toHaveLength(1);
    }
  });
});

/** Opens it from the gallery. Answers once it can be sent. */
async function open(page: Page, { title, description }: Generator): Promise<Locator> {
  await page
    .getByRole('main')
    .getByRole('button', { name: `${title.en} ${description.en}`, exact: true })
    .click();
  const form = page.getByRole('form', { name: title.en, exact: true });
  // The models come with the backend, which starts beside the studio.
  await expect(form.getByRole('status', { name: 'Price' })).toHaveText('Free', { timeout: 60_000 });
  return form;
}

async function run(page: Page, generator: Generator): Promise<Sent> {
  const form = await open(page, generator);
  const preview = page.getByRole('region', { name: 'Prompt', exact: true });
  await page.getByRole('button', { name: 'Fill in an example' }).click();
  const example = previewGenerator(generator, generator.example.en, { tokens: [], seed: 0 });
  await expect(preview.getByText(example.prompt, { exact: true })).toBeVisible();
  for (const { text } of example.overlay) await expect(preview).toContainText(text);

  for (const field of generator.fields.filter(isOpen(generator))) await answer(form, field);
  const answers = await answersOf(form);
  await page.getByRole('radio', { name: 'Draft', exact: true }).click();
  const prompt = await preview.getByRole('paragraph').first().innerText();
  await page.keyboard.press('Control+Enter');
  const made = page.getByRole('region', { name: 'Made with this form' });
  await expect(made.getByRole('listitem')).toHaveCount(1);
  return { generator, prompt, answers };
}

async function recall(page: Page, { generator, prompt, answers }: Sent): Promise<void> {
  const form = await open(page, generator);
  const made = page.getByRole('region', { name: 'Made with this form' });
  await expect(made.getByRole('img', { name: prompt, exact: true })).toBeVisible({
    timeout: 60_000,
  });
  await page.getByRole('button', { name: 'Clear the form' }).click();
  await expect.poll(() => answersOf(form)).not.toEqual(answers);
  await made.getByRole('button', { name: 'Fill in this form again' }).click();
  await expect.poll(() => answersOf(form)).toEqual(answers);
}

/** Whether the example left a field to be answered. */
const isOpen =
  ({ example }: Generator) =>
  ({ id, showWhen }: GeneratorField) =>
    !Object.hasOwn(example.en, id) && showWhen === undefined;

const takesPhoto = ({ fields }: Generator) =>
  fields.some((field) => field.kind === 'image' && field.role === 'reference');

/** Gives a field that the example says nothing of an answer that is not its usual one. */
async function answer(form: Locator, field: GeneratorField): Promise<void> {
  const place = form.locator(`[data-field="${field.id}"]`);
  switch (field.kind) {
    case 'colour':
      await place.getByRole('button', { name: 'teal' }).click();
      break;
    case 'toggle':
      await place.getByRole('checkbox').click();
      break;
    case 'image':
      // Its name is that of the group, and what can be dropped is said of the way in.
      await expect(form.getByRole('group', { name: field.label.en })).toBeVisible();
      await expect(place.getByRole('button', { name: 'From a file' })).toHaveAccessibleDescription(
        'Drop a picture here, paste one, or choose',
      );
      await place.locator('input[type=file]').setInputFiles(await pictures(['photo']));
      await expect(place.getByRole('button', { name: 'Take it out' })).toBeVisible();
      break;
    default:
      throw new Error(`The example says nothing of ${field.id}.`);
  }
}

/** Each field as a hand left it: what is written, pressed, ticked, chosen and shown. */
function answersOf(form: Locator): Promise<string[]> {
  return form.locator('[data-field]').evaluateAll((fields) =>
    fields.map((field) => {
      const written = [
        ...field.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea'),
      ].map(({ value }) => value);
      const on = [
        ...field.querySelectorAll('[aria-pressed=true], [aria-checked=true], [role=combobox], img'),
      ].map(
        (one) =>
          one.getAttribute('aria-label') ?? one.getAttribute('src') ?? one.textContent?.trim(),
      );
      return JSON.stringify([field.getAttribute('data-field'), ...written, ...on]);
    }),
  );
}

async function ordersOf(page: Page) {
  const Answer = z.object({
    json: z.object({ items: z.array(z.object({ request: OrderRequest })) }),
  });
  const { json } = Answer.parse(await call(page, 'generate.orders', { active: false, limit: 100 }));
  return json.items.flatMap(({ request }) => (request.type === 'image' ? [request] : []));
}
