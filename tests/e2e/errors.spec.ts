import type { Page } from '@playwright/test';
import {
  type FakeOpenAI,
  openAIError,
  startFakeOpenAI,
} from '../../backend/providers/testing/fake-openai.ts';
import {
  type FakeReplicate,
  startFakeReplicate,
} from '../../backend/providers/testing/fake-replicate.ts';
import type { Scripted } from '../../backend/providers/testing/fake-server.ts';
import { check } from './axe.ts';
import { balanceOf, call, enterKey, field, goTo, shelf, strip, toast } from './frame.ts';
import { dropFiles, importFiles, pictures } from './pictures.ts';
import { chooseModel, makePictures, promptBar, results } from './prompt-bar.ts';
import { expect, sharedStudio, test } from './studio.ts';

const studio = sharedStudio();
let openai: FakeOpenAI;
let replicate: FakeReplicate;

test.beforeAll(async () => {
  [openai, replicate] = await Promise.all([startFakeOpenAI(), startFakeReplicate()]);
});
test.afterAll(async () => {
  await Promise.all([openai.close(), replicate.close()]);
});
test.beforeEach(async ({ page }) => {
  await open(page);
});

const open = (page: Page) =>
  studio.open(page, {
    env: { ATELIER_OPENAI_URL: openai.baseUrl, ATELIER_REPLICATE_URL: replicate.baseUrl },
  });

test('prompts of every kind are words, never markup, and what does not fit is said before it is sent', async ({
  page,
}) => {
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  const bar = promptBar(page);
  const problem = bar.bar.getByRole('alert');
  await expect(bar.count).toBeVisible();
  await bar.advanced.click();
  await bar.quality.getByRole('radio', { name: 'Draft' }).click();

  await test.step('none at all', async () => {
    await bar.text.fill(' \n ');
    await bar.generate.click();
    await expect(problem).toHaveText('Write what you want to see.');
    await expect(bar.text).toBeFocused();
    await expect(bar.text).toHaveAttribute('aria-invalid', 'true');
  });

  await test.step('10,000 characters', async () => {
    await bar.text.fill('fox '.repeat(2_500));
    await expect(bar.bar.getByText('7,999 characters too many')).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(problem).toContainText('This model takes at most 2,000 characters.');
    await expect(strip(page)).toContainText('Nothing is running');
  });

  await test.step('a token that nothing stands for', async () => {
    await bar.text.fill('A fox for [NAME]');
    await bar.generate.click();
    await expect(problem).toContainText('Nothing stands for [NAME] yet');
    await expect(bar.text).toBeFocused();
    await bar.bar.getByRole('button', { name: 'Add them' }).click();
    const sets = page.getByRole('dialog', { name: 'Token sets' });
    await expect(sets.getByLabel('Value of token 1')).toBeFocused();
    await page.keyboard.type('Ada');
    await sets.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(problem).toHaveCount(0);
    await expect(bar.bar.getByText('A fox for Ada')).toBeVisible();
  });

  const script =
    '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script> {{7*7}} ${alert(1)}';
  for (const prompt of ['🦊🌈 👩🏽‍🎨 a fox 🦊', 'برج منارة على البحر عند الغروب', script]) {
    await test.step(prompt, async () => {
      await makePictures(page, prompt, 1);
      await results(page).getByRole('img', { name: prompt }).click();
      const shown = page
        .getByRole('complementary', { name: 'Details' })
        .getByText(prompt, { exact: true });
      await expect(shown).toBeVisible();
      const direction = await shown.evaluate((element) => getComputedStyle(element).direction);
      expect(direction).toBe(/\p{Script=Arabic}/u.test(prompt) ? 'rtl' : 'ltr');
    });
  }
  expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
  await expect(page.locator('img[src="x"], img[onerror], body script')).toHaveCount(0);
  expect(dialogs).toBe(0);
});

test('counts, seeds, ratios and formats out of range are refused, in the form and behind it', async ({
  page,
}) => {
  const bar = promptBar(page);
  await expect(bar.count).toBeVisible();
  await bar.text.fill('a lantern');
  await bar.count.press('End');
  await bar.count.press('ArrowUp');
  await expect(bar.count).toHaveAttribute('aria-valuenow', '10');
  await bar.count.press('Home');
  await bar.count.press('ArrowDown');
  await expect(bar.count).toHaveAttribute('aria-valuenow', '1');
  await bar.advanced.click();
  for (const seed of ['4294967296', '-1', '1.5', 'seven', '1e3']) {
    await bar.seed.fill(seed);
    await expect(bar.seed).toHaveAccessibleDescription(
      'A seed is a whole number from 0 to 4,294,967,295.',
    );
    await page.keyboard.press('Control+Enter');
  }
  await expect(strip(page)).toContainText('Nothing is running');

  const order = { prompt: 'a lantern', model: 'draft/studio' };
  for (const wrong of [
    { count: 11 },
    { count: 0 },
    { count: 1.5 },
    { seed: 4_294_967_296 },
    { seed: -1 },
    { aspectRatio: '5:1' },
    { format: 'svg' },
    { quality: 'best' },
    { prompt: '' },
    { model: 'draft/none' },
    { model: 'openai/gpt-image-1.5', aspectRatio: '21:9' },
  ]) {
    const answer = await call(page, 'generate.create', { ...order, ...wrong });
    expect(JSON.stringify(answer), JSON.stringify(wrong)).toMatch(
      /"code":"(invalid_input|BAD_REQUEST|model_unavailable|provider_key_missing)"/,
    );
  }
  const orders = await call(page, 'generate.orders', { active: true });
  expect(orders).toMatchObject({ json: { total: 0 } });
});

test('files that are no pictures are refused one by one, in words, and good ones come in beside them', async ({
  page,
}) => {
  const [good, dropped, photo] = await pictures(['good', 'dropped', 'photo'], () => ({
    width: 640,
    height: 400,
  }));
  if (!good || !dropped || !photo) throw new Error('no pictures');
  // A header that promises 60,000 × 60,000 pixels.
  const huge = Buffer.from(good.buffer);
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  const image = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/png', buffer });
  const bad = [
    image('broken.png', Buffer.from(good.buffer).fill(7, 60)),
    image('cut off.png', photo.buffer.subarray(0, photo.buffer.length / 2)),
    image('renamed.png', Buffer.from('Dear diary, this is a text.')),
    image('drawing.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')),
    image('nothing.png', Buffer.alloc(0)),
    image('huge.png', huge),
  ];
  await goTo(page, 'Library');
  const tray = page.getByRole('region', { name: 'Import' });
  const row = (name: string) => tray.getByRole('listitem').filter({ hasText: name });

  const refusals = async () => {
    await expect(row('broken.png')).toContainText('The file cannot be read.');
    await expect(row('cut off.png')).toContainText('The file cannot be read.');
    await expect(row('renamed.png')).toContainText('This kind of file is not supported.');
    await expect(row('drawing.png')).toContainText('This kind of file is not supported.');
    await expect(row('nothing.png')).toContainText('The file is empty.');
    await expect(row('huge.png')).toContainText(/too large|cannot be read/);
  };
  const works = shelf(page, 'All works').getByRole('gridcell');

  await test.step('by the file dialog', async () => {
    await importFiles(page, [...bad, good]);
    await expect(tray.getByText('1 file added')).toBeVisible();
    await refusals();
    await expect(works).toHaveCount(1);
  });

  await test.step('by dropping them on the window', async () => {
    await dropFiles(page, [...bad, dropped, good]);
    await expect(tray.getByText('2 files added')).toBeVisible();
    await refusals();
    // What is in the library already is not there twice.
    await expect(works).toHaveCount(2);
    await expect(works.getByRole('img', { name: 'dropped.png' })).toBeVisible();
  });

  await tray.getByRole('button', { name: 'Close' }).click();
  const imports = page.getByRole('region', { name: 'Latest imports' }).getByRole('listitem');
  const side = page.getByRole('navigation', { name: 'Shelves and collections' });

  await test.step('both are among the imports, with what was refused and why; one that did not arrive is sent again', async () => {
    await side.getByRole('button', { name: 'Imports' }).click();
    const first = imports.filter({ hasText: 'broken.png and 7 more' });
    await expect(first).toContainText('1 added · 1 was here already');
    await expect(imports.filter({ hasText: 'broken.png and 6 more' })).toContainText('1 added');
    await first.getByText('6 files were not taken').click();
    await expect(first).toContainText('renamed.png');
    await page.route(/\/media\/import$/, (route) => route.abort(), { times: 1 });
    await dropFiles(page, [photo]);
    const late = imports.filter({ hasText: 'photo.png' });
    await late.getByText('1 file was not taken').click();
    await check(page, 'imports, with refused files');
    await late.getByRole('button', { name: 'Try again' }).click();
    await expect(late).toContainText('1 added');
    await tray.getByRole('button', { name: 'Close' }).click();
  });

  await page.reload();
  await goTo(page, 'Library');
  await expect(works).toHaveCount(3);
  await test.step('and stay there; what they brought can be taken back', async () => {
    await side.getByRole('button', { name: 'Imports' }).click();
    await imports
      .filter({ hasText: 'photo.png' })
      .getByRole('button', { name: 'Undo import' })
      .click();
    await expect(side.getByRole('button', { name: /^All works 2$/ })).toBeVisible();
    await toast(page, '1 work moved to the trash').getByRole('button', { name: /^Undo/ }).click();
    await expect(side.getByRole('button', { name: /^All works 3$/ })).toBeVisible();
  });
});

test('a refused prompt and a provider that is down: said in words, charged nothing, tried again', async ({
  page,
}) => {
  const bar = promptBar(page);
  const before = await balanceOf(page);
  await enterKey(page, 'OpenAI', openai.key);
  await chooseModel(page, /GPT Image 1\.5/);
  const tile = results(page).getByRole('gridcell').first();
  /** The vendor answers once its tile is there. */
  const begin = async (prompt: string, answer: Scripted) => {
    const held = Promise.withResolvers<Scripted>();
    openai.script.push(held.promise);
    await bar.text.fill(prompt);
    await bar.count.press('1');
    await bar.generate.click();
    await expect(
      results(page).getByRole('progressbar', { name: `Making: ${prompt}` }),
    ).toBeVisible();
    held.resolve(answer);
  };

  await test.step('refused: no retry by itself, and nothing charged', async () => {
    const asked = openai.received.length;
    await begin(
      'something the vendor does not draw',
      openAIError(400, 'moderation_blocked', 'Rejected by the safety system.'),
    );
    await expect(tile).toContainText('The provider refused this prompt.');
    expect(openai.received.length - asked).toBe(1);
    await tile.getByRole('button', { name: 'Dismiss this picture' }).click();
    await expect(results(page).getByText(/refused/)).toHaveCount(0);
  });

  await test.step('down: tried again by itself, then by hand', async () => {
    // Long enough to be read on a busy machine.
    const headers = { 'retry-after': '8' };
    const body = { error: { message: 'Overloaded.' } };
    await begin('a kite over dunes', { status: 503, headers, body });
    await expect(tile).toContainText(/Tries again at/);
    await expect(results(page).getByRole('img', { name: 'a kite over dunes' })).toBeVisible({
      timeout: 60_000,
    });
  });

  await test.step('an answer that does not mend itself fails with a retry', async () => {
    await begin('a kite at night', openAIError(404, 'model_not_found', 'No such model.'));
    await expect(tile).toContainText('Nothing was charged.');
    await tile.getByRole('button', { name: 'Try again' }).click();
    await expect(results(page).getByRole('img', { name: 'a kite at night' })).toBeVisible({
      timeout: 60_000,
    });
  });

  await expect.poll(() => balanceOf(page)).toBe(before - 10);
});

test('a running job shows how far it is, is there after a reload, and stops when it is cancelled', async ({
  page,
}) => {
  const prompt = 'a very slow snail';
  const before = await balanceOf(page);
  await enterKey(page, 'Replicate', replicate.key);
  replicate.plan.polls = Infinity;
  replicate.plan.percent = 5;
  await start(page, prompt);
  const making = results(page).getByRole('progressbar', { name: `Making: ${prompt}` });
  // Before it comes the vendor's queue, after it the way home.
  for (const [percent, shown] of [
    [5, '14'],
    [25, '30'],
    [50, '50'],
  ] as const) {
    replicate.plan.percent = percent;
    await expect(making).toHaveAttribute('aria-valuenow', shown, { timeout: 60_000 });
  }
  await expect(results(page)).toContainText('Generating');

  await page.reload();
  await expect(making).toHaveAttribute('aria-valuenow', '50');
  await expect(strip(page)).toContainText('1 running');

  await results(page).getByRole('button', { name: 'Cancel this picture' }).click();
  const tile = results(page).getByRole('gridcell').first();
  await expect(tile).toContainText('Cancelled', { timeout: 60_000 });
  await expect(tile).toContainText('Nothing was charged.');
  expect([...replicate.predictions.values()].at(-1)?.status).toBe('canceled');
  await tile.getByRole('button', { name: 'Dismiss this picture' }).click();
  await expect.poll(() => balanceOf(page)).toBe(before);
  replicate.plan.polls = 2;
});

test('worker and backend killed in the middle of a job: it goes on, and is paid for once', async ({
  page,
}) => {
  const prompt = 'a lamp that stays lit';
  const before = await balanceOf(page);
  await enterKey(page, 'Replicate', replicate.key);
  const charges = replicate.charges();
  replicate.plan.polls = Infinity;
  await start(page, prompt);
  const making = results(page).getByRole('progressbar', { name: `Making: ${prompt}` });
  await expect(making).toHaveAttribute('aria-valuenow', '50', { timeout: 60_000 });

  await studio.kill('worker');
  await expect(making).toBeVisible();
  await studio.kill('backend');
  await expect(strip(page)).toContainText(/Offline|Service starting/);
  await goTo(page, 'Library');
  await goTo(page, 'Workspace');
  await expect(making).toBeVisible();

  replicate.plan.polls = 0;
  await expect(results(page).getByRole('img', { name: prompt })).toBeVisible({ timeout: 60_000 });
  expect(replicate.charges() - charges).toBe(1);
  await expect.poll(() => balanceOf(page)).toBe(before - 1);
  replicate.plan.polls = 2;
});

test('too little credit is said before anything is sent', async ({ page }) => {
  await enterKey(page, 'OpenAI', openai.key);
  await studio.asOperator(async (operator) => {
    const { data, error } = await operator.from('profiles').select('id,credits_balance').single();
    if (error) throw error;
    const { id, credits_balance: balance }: { id: string; credits_balance: number } = data;
    const spent = await operator.rpc('grant_credits', {
      p_user: id,
      p_kind: 'usage',
      p_amount: balance - 7,
      p_note: 'spent elsewhere',
    });
    if (spent.error) throw spent.error;
  });
  await open(page);
  const asked = openai.received.length;
  expect(await balanceOf(page)).toBe(7);
  const bar = promptBar(page);
  await chooseModel(page, /GPT Image 1\.5/);
  await bar.text.fill('a purse of moths');
  await bar.count.press('2');
  await expect(bar.bar.getByRole('alert')).toContainText(
    'This needs 10 credits and you have 7 credits.',
  );
  await page.keyboard.press('Control+Enter');
  await expect(strip(page)).toContainText('Nothing is running');

  await test.step('sent past the form, the backend refuses it and charges nothing', async () => {
    const order = { prompt: 'a purse of moths', model: 'openai/gpt-image-1.5', count: 2 };
    const answer = await call(page, 'generate.create', order);
    if (JSON.stringify(answer).includes('"status":"pending"')) {
      await expect(results(page).getByRole('gridcell').first()).toContainText(
        'There are not enough credits.',
      );
    } else {
      expect(JSON.stringify(answer)).toContain('insufficient_credits');
    }
    expect(await balanceOf(page)).toBe(7);
    expect(openai.received.length).toBe(asked);
  });
});

/** Sends one picture to the slow vendor. */
async function start(page: Page, prompt: string): Promise<void> {
  const bar = promptBar(page);
  await chooseModel(page, /FLUX\.1 schnell/);
  await bar.text.fill(prompt);
  await bar.count.press('1');
  await bar.generate.click();
  await expect(field(page, 'Running')).toHaveText('1');
}
