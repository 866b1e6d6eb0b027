import {
  type FakeCompatible,
  startFakeCompatible,
} from '../../backend/providers/testing/fake-compatible.ts';
import {
  type FakeOpenAI,
  SEEN,
  startFakeOpenAI,
} from '../../backend/providers/testing/fake-openai.ts';
import {
  type FakeReplicate,
  startFakeReplicate,
} from '../../backend/providers/testing/fake-replicate.ts';
import sharp from 'sharp';
import { z } from 'zod';
import { check } from './axe.ts';
import { balanceOf, call, enterKey, everythingSaved, field, goTo, shelf, toast } from './frame.ts';
import { film } from './film.ts';
import { importFiles, pictures } from './pictures.ts';
import { chooseModel, makePictures, promptBar, results } from './prompt-bar.ts';
import { expect, sharedStudio, test } from './studio.ts';

const studio = sharedStudio();
let openai: FakeOpenAI;
let replicate: FakeReplicate;
let own: FakeCompatible;

test.beforeAll(async () => {
  [openai, replicate, own] = await Promise.all([
    startFakeOpenAI(),
    startFakeReplicate(),
    startFakeCompatible(),
  ]);
});
test.afterAll(async () => {
  await Promise.all([openai.close(), replicate.close(), own.close()]);
});

test('with a key entered in the settings the same prompt runs at OpenAI and at Replicate', async ({
  page,
}) => {
  const prompt = 'A brass telescope on a windowsill';
  const answers: string[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/rpc/') && !response.url().includes('events')) {
      void response.text().then(
        (text) => answers.push(text),
        () => undefined,
      );
    }
  });
  await studio.open(page, {
    env: { ATELIER_OPENAI_URL: openai.baseUrl, ATELIER_REPLICATE_URL: replicate.baseUrl },
  });
  const bar = promptBar(page);
  const tiles = results(page).getByRole('gridcell');
  // The models come with the backend, which starts beside the studio.
  await expect(bar.count).toBeVisible({ timeout: 60_000 });
  const before = await balanceOf(page);

  await test.step('a wrong key fails in words, with the way to mend it, and costs nothing', async () => {
    await enterKey(page, 'OpenAI', 'sk-not-the-right-key-0000');
    await chooseModel(page, /GPT Image 1\.5/);
    await bar.text.fill(prompt);
    await bar.count.press('1');
    await bar.generate.click();
    await expect(tiles.first()).toContainText('The provider does not accept the key.', {
      timeout: 60_000,
    });
    await expect(tiles.first()).toContainText('Nothing was charged.');
    await expect.poll(() => balanceOf(page)).toBe(before);
    await page.getByRole('button', { name: /1 failed/ }).click();
    await page
      .getByRole('region', { name: 'Queue' })
      .getByRole('button', { name: 'Open keys' })
      .click();
    await expect(page.getByRole('heading', { name: 'Provider keys' })).toBeFocused();
  });

  await test.step('with the right one a retry makes the picture, and the balance falls by its price', async () => {
    await enterKey(page, 'OpenAI', openai.key);
    await tiles.first().getByRole('button', { name: 'Try again' }).click();
    await expect(results(page).getByRole('img', { name: prompt })).toHaveCount(1, {
      timeout: 60_000,
    });
    await results(page).getByRole('img', { name: prompt }).click();
    await expect(field(page, 'Model')).toHaveText('GPT Image 1.5');
    const asked = openai.received.at(-1);
    expect(asked?.body).toMatchObject({ prompt, model: 'gpt-image-1.5', quality: 'medium' });
    await expect.poll(() => balanceOf(page)).toBe(before - 5);
  });

  await test.step('a kept picture is analysed by the same key, once, and found by its labels', async () => {
    await goTo(page, 'Workspace');
    await results(page).getByRole('img', { name: prompt }).click();
    await page.keyboard.press('s');
    await everythingSaved(page);
    const looked = () => openai.received.filter(({ path }) => path.endsWith('/chat/completions'));
    await goTo(page, 'Library');
    await shelf(page, 'All works').getByRole('gridcell').first().click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('button', { name: 'Analyse', exact: true }).click();
    await expect(details).toContainText(SEEN.description, { timeout: 60_000 });
    await expect(details).toContainText('Suitable for everyone (1% adult)');
    expect(looked()).toHaveLength(1);
    await details.getByRole('button', { name: 'telescope', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Change filter label:telescope' })).toBeVisible();
    await expect(shelf(page, 'All works').getByRole('gridcell')).toHaveCount(1);
    await page.getByRole('button', { name: 'Clear search' }).click();
    await goTo(page, 'Workspace');
  });

  await test.step('works are found by what they are about, by keyboard; what nothing is about finds nothing', async () => {
    const embedded = () =>
      openai.received.flatMap(({ path, body }) =>
        path.endsWith('/embeddings') ? [(body as { input: string[] }).input] : [],
      );
    await goTo(page, 'Library');
    await importFiles(page, await pictures(['cherries in a bowl']));
    await expect(shelf(page, 'All works').getByRole('gridcell')).toHaveCount(2);
    const all = (await call(page, 'library.list', { search: 'cherries' })) as {
      json: { items: { id: string }[] };
    };
    const ids = all.json.items.map(({ id }) => id);
    await call(page, 'library.update', { ids, patch: { title: 'Cherries in a bowl' } });
    await goTo(page, 'Settings');
    await page.getByRole('checkbox', { name: 'Find by what it is about' }).press(' ');
    const analysis = page.getByRole('region', { name: 'Picture analysis' });
    await expect(analysis).toContainText('2 of 2 works are known.', { timeout: 60_000 });
    expect(embedded().flat()).toHaveLength(2);

    await goTo(page, 'Library');
    const cells = shelf(page, 'All works').getByRole('gridcell');
    const box = page.getByRole('combobox', { name: 'Search the Library' });
    const search = async (text: string) => {
      await expect(box).toBeFocused();
      await page.keyboard.type(`meaning:${text}`);
      await page.keyboard.press('Enter');
    };
    // No work has this word.
    await page.keyboard.press('/');
    await search('spyglass');
    await expect(cells).toHaveCount(1);
    await expect(cells.getByRole('img', { name: prompt })).toBeVisible();
    expect(embedded().at(-1)).toEqual(['spyglass']);
    await page.getByRole('button', { name: 'Clear search' }).first().press('Enter');
    await expect(cells).toHaveCount(2);
    await search('submarine');
    await expect(page.getByRole('heading', { name: /^Nothing found/ })).toBeVisible();
    await check(page, 'nothing found by meaning');
    await page.getByRole('button', { name: 'Clear search' }).first().press('Enter');
    await expect(cells).toHaveCount(2);
    // It was asked before: nobody is asked again.
    const before = embedded().length;
    await search('spyglass');
    await expect(cells).toHaveCount(1);
    expect(embedded()).toHaveLength(before);
    await page.getByRole('button', { name: 'Clear search' }).first().press('Enter');
    await goTo(page, 'Workspace');
  });

  await test.step('of a film four frames are looked at, on one sheet', async () => {
    await goTo(page, 'Library');
    const colours = ['red', 'lime', 'blue', 'white'];
    await importFiles(page, [await film('four colours', colours)]);
    await shelf(page, 'All works').getByRole('img', { name: 'four colours' }).click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('button', { name: 'Analyse', exact: true }).click();
    await expect(details).toContainText(SEEN.description, { timeout: 60_000 });
    const asked = openai.received.filter(({ path }) => path.endsWith('/chat/completions'));
    expect(asked).toHaveLength(2);
    expect(await quartersOf(asked.at(-1)?.body)).toEqual(colours);
    await goTo(page, 'Workspace');
  });

  await test.step('Replicate makes two of the same prompt', async () => {
    await enterKey(page, 'Replicate', replicate.key);
    await chooseModel(page, /FLUX\.1 schnell/);
    await expect(bar.price).toHaveAccessibleName('Price: 1 credit');
    await makePictures(page, prompt, 2);
    expect(replicate.charges()).toBe(2);
    await expect.poll(() => balanceOf(page)).toBe(before - 7);
  });

  await test.step('a server of one’s own is entered by its address, tried, and draws for nothing', async () => {
    const name = 'OpenAI-compatible server';
    await goTo(page, 'Settings');
    const keys = page.getByRole('region', { name: 'Provider keys' });
    await keys.getByRole('button', { name: 'Set address' }).first().click();
    const dialog = page.getByRole('dialog', { name: `Address · ${name}` });
    const address = dialog.getByRole('textbox', { name: `Address · ${name}` });
    await address.fill('my server');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toContainText('begins with http://');
    await address.fill(own.baseUrl);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(toast(page, `The address of ${name} is saved.`)).toBeVisible();
    await keys.getByRole('button', { name: `Test ${name}` }).click();
    await expect(keys).toContainText('2 models found');
    await keys.getByText('2 models found').click();
    await expect(keys).toContainText('flux.1-dev');
    await goTo(page, 'Workspace');
    // Its models come by the backend, which asks the server for them.
    await expect
      .poll(async () => JSON.stringify(await call(page, 'generate.models')), { timeout: 60_000 })
      .toContain('openai-compatible/flux.1-dev');
    await chooseModel(page, /flux\.1-dev/);
    await makePictures(page, prompt, 1, { besides: 2 });
    await expect.poll(() => balanceOf(page)).toBe(before - 7);
  });

  await test.step('no key is in the page or in any answer; only that one is set', async () => {
    await goTo(page, 'Settings');
    const keys = page.getByRole('region', { name: 'Provider keys' });
    await expect(keys).toContainText(`Key ending in ${openai.key.slice(-4)}`);
    await expect(keys).toContainText(`Key ending in ${replicate.key.slice(-4)}`);
    await page.reload();
    const everything = [
      ...answers,
      await page.content(),
      await page.evaluate(() => JSON.stringify([localStorage, sessionStorage])),
    ].join('\n');
    expect(answers.length).toBeGreaterThan(10);
    for (const key of [openai.key, replicate.key]) expect(everything).not.toContain(key);
  });

  await test.step('a removed key is gone: its models ask for one again', async () => {
    await goTo(page, 'Settings');
    const keys = page.getByRole('region', { name: 'Provider keys' });
    await keys.getByRole('button', { name: 'Remove' }).first().click();
    await page
      .getByRole('dialog', { name: 'Remove the key for OpenAI?' })
      .getByRole('button', { name: 'Remove' })
      .click();
    await expect(keys).toContainText('No key');
    await goTo(page, 'Workspace');
    await chooseModel(page, /GPT Image 1\.5/);
    await expect(bar.bar.getByRole('alert')).toContainText('needs a key for OpenAI');
  });
});

const Question = z.object({
  messages: z.tuple([
    z.unknown(),
    z.object({
      content: z.tuple([
        z.object({ text: z.string() }),
        z.object({ image_url: z.object({ url: z.string() }) }),
      ]),
    }),
  ]),
});

/** Which colour each quarter of the picture has that was asked about, row by row. */
async function quartersOf(body: unknown): Promise<string[]> {
  const { url } = Question.parse(body).messages[1].content[1].image_url;
  const picture = sharp(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')).removeAlpha();
  const pixels = await picture.resize(2, 2, { fit: 'fill', kernel: 'nearest' }).raw().toBuffer();
  const names: Record<string, string> = {
    '100': 'red',
    '010': 'lime',
    '001': 'blue',
    '111': 'white',
  };
  return [0, 3, 6, 9].map((at) => {
    const bits = [...pixels.subarray(at, at + 3)].map((value) => (value > 127 ? 1 : 0)).join('');
    return names[bits] ?? bits;
  });
}
