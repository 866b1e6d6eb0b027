import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { PDFDocument } from '@cantoo/pdf-lib';
import { check } from './axe.ts';
import { allowClipboard, copiedPicture } from './clipboard.ts';
import { fingersOn } from './fingers.ts';
import { makePictures, promptBar, results } from './prompt-bar.ts';
import { expect, test } from './studio.ts';
import { tone } from './tone.ts';

/** One studio without a key: a picture is edited and moved, and a carousel handed out. */
test('an edited picture, a film with sound that plays, a carousel as a PDF', async ({
  studio,
  page,
}) => {
  await allowClipboard(page);
  await studio.open(page);
  const { bar, text, generate } = promptBar(page);
  const given = page.getByRole('region', { name: 'Pictures to work from' });

  await test.step('a picture is edited where a mask says: two fingers come closer, the keyboard paints', async () => {
    await makePictures(page, 'a red fox', 1);
    await results(page).getByRole('img', { name: 'a red fox' }).click();
    await page.keyboard.press('e');
    await expect(text).toBeFocused();
    await text.fill('the sky is blue');
    await given.getByRole('button', { name: 'Paint where' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Paint what may change' });
    const canvas = dialog.getByRole('application', { name: 'Picture to paint on' });
    await closer(page, canvas);
    await canvas.focus();
    await canvas.press('Shift+ArrowRight');
    await canvas.press('Space');
    await canvas.press('Control+z');
    const redo = dialog.getByRole('button', { name: 'Redo' });
    await expect(redo).toBeEnabled();
    // Closer by keys; and "Undo", switched off by its own press, hands the focus on.
    const before = (await canvas.boundingBox())?.width ?? 0;
    await canvas.press('+');
    await expect.poll(async () => (await canvas.boundingBox())?.width).toBeGreaterThan(before);
    await canvas.press('-');
    const undo = dialog.getByRole('button', { name: 'Undo' });
    while (await undo.isEnabled()) await undo.press('Enter');
    await expect(dialog.locator(':focus')).toHaveCount(1);
    await canvas.press('Control+Shift+z');
    await check(page, 'the mask');
    await dialog.getByRole('button', { name: 'Use the mask' }).click();
    await expect(given.getByRole('img', { name: 'Where it may change' })).toBeVisible();
    await generate.click();
    await expect(results(page).getByRole('img', { name: 'the sky is blue' })).toHaveCount(1, {
      timeout: 60_000,
    });
  });

  await test.step('a picture that is taken away can be taken back', async () => {
    await given.getByRole('button', { name: 'Remove the picture' }).click();
    await expect(given).toHaveCount(0);
    await page
      .getByRole('listitem')
      .filter({ hasText: 'The picture is no longer used.' })
      .getByRole('button', { name: /^Undo/ })
      .click();
    await expect(given).toBeVisible();
    await expect(bar.getByRole('button', { name: 'Change the mask' })).toBeVisible();
  });

  await test.step('it becomes a film with sound, which plays in the large view', async () => {
    await results(page).getByRole('img', { name: 'the sky is blue' }).click();
    await page.keyboard.press('m');
    await expect(page.getByRole('figure', { name: 'Preview of the move' })).toBeVisible();
    await page.getByLabel('Choose a sound').last().setInputFiles({
      name: 'tone.wav',
      mimeType: 'audio/wav',
      buffer: tone(),
    });
    await expect(page.getByText('tone.wav')).toBeVisible();
    await page.getByRole('slider', { name: 'Length' }).press('Home');
    await check(page, 'the film');
    await page.getByRole('button', { name: 'Generate the video' }).click();
    const made = page.getByRole('region', { name: 'Videos' });
    const film = made.getByRole('listitem').filter({ has: page.getByRole('img') });
    await expect(film).toHaveCount(1, { timeout: 120_000 });
    await film.getByRole('button', { name: 'Open' }).click();
    const video = page.locator('video');
    // By keys and by the button, each step shows the next frame or the one before, at rest.
    const shownAt = () => video.evaluate((shown: HTMLVideoElement) => shown.currentTime * 30);
    await expect
      .poll(() => video.evaluate(({ readyState }: HTMLVideoElement) => readyState))
      .toBe(4);
    for (const [key, frame] of [
      ['.', 1],
      ['.', 2],
      ['.', 3],
      [',', 2],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(shownAt).toBeCloseTo(frame + 0.5, 1);
    }
    await page.getByRole('button', { name: 'A frame back' }).click();
    await expect.poll(shownAt).toBeCloseTo(1.5, 1);
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();

    await page.getByRole('button', { name: 'Play', exact: true }).click();
    // Time passes and frames are drawn; what is at its end already may hold no more of them.
    await expect
      .poll(() =>
        video.evaluate((shown: HTMLVideoElement) => {
          const { totalVideoFrames } = shown.getVideoPlaybackQuality();
          return [shown.currentTime > 0, totalVideoFrames > 1, shown.videoWidth, shown.error];
        }),
      )
      .toEqual([true, true, 1280, null]);
    await page.keyboard.press('Escape');
  });

  await test.step('of a film a still is copied, which is said; of several one', async () => {
    await page.keyboard.press('Control+1');
    await expect(results(page).getByText('0:01')).toBeVisible();
    await results(page).getByRole('img', { name: 'Untitled' }).click();
    await page.keyboard.press('Shift+C');
    await expect(page.getByText(/^A still of the video is copied/)).toBeVisible();
    expect(await copiedPicture(page)).toEqual({ width: 1024, height: 576 });
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Shift+C');
    await expect(page.getByText('One picture of 3 is copied')).toBeVisible();
    expect(await copiedPicture(page)).toEqual({ width: 1024, height: 1024 });
  });

  await test.step('a topic gets a frame, which is taken slide by slide and whole', async () => {
    await page.keyboard.press('Control+5');
    await page.getByRole('radio', { name: 'A topic' }).click();
    await page.getByRole('textbox', { name: 'Topic' }).fill('Lighthouses');
    await page.getByRole('button', { name: 'A frame to fill in' }).click();
    const proposal = page.getByRole('region', { name: 'Proposed slides' });
    await proposal.getByRole('button', { name: 'Take “Lighthouses”' }).click();
    await expect(page.getByRole('textbox', { name: 'Title of slide 1' })).toHaveValue(
      'Lighthouses',
    );
    await proposal.getByRole('button', { name: 'Take all 4' }).click();
    await expect(proposal).toHaveCount(0);
    await page.getByRole('radio', { name: 'A text' }).click();
  });

  await test.step('a text becomes five slides, one goes elsewhere, and all are a PDF', async () => {
    await page.keyboard.press('Control+5');
    await page
      .getByRole('textbox', { name: 'Text', exact: true })
      .fill('One\nTwo\nThree\nFour\nFive');
    await page.getByRole('button', { name: 'Make 5 slides of it' }).click();
    const slides = page.getByRole('region', { name: 'Slides' }).getByRole('listitem');
    await page.getByRole('textbox', { name: 'Title of slide 1' }).press('Alt+ArrowRight');
    await expect(page.getByRole('textbox', { name: 'Title of slide 2' })).toHaveValue('One');
    await page.getByRole('button', { name: 'New brand' }).click();
    await page.getByRole('textbox', { name: 'Name of the brand' }).fill('Nord');
    await page
      .getByLabel('Font of titles: Add a font file')
      .setInputFiles('node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2');
    await expect(page.getByRole('combobox', { name: 'Font of titles' })).toHaveText('Inter');
    await check(page, 'the brand');
    await page.getByRole('button', { name: 'Save the brand' }).click();
    await expect(page.getByRole('combobox', { name: 'Brand' })).toHaveText('Nord');
    await page.getByRole('button', { name: 'Generate 5 pictures' }).click();
    await expect(slides.getByRole('button', { name: /^Redo the picture of slide \d/ })).toHaveCount(
      5,
      { timeout: 60_000 },
    );
    // They are seen here, and said once to those who listen.
    await expect(page.getByText('Your 5 pictures are ready.')).toHaveCount(1);
    await check(page, 'the carousel');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as…' }).click();
    await page.getByRole('menuitem', { name: 'PDF' }).click();
    const pdf = await PDFDocument.load(await readFile(await (await download).path()));
    expect(pdf.getPageCount()).toBe(5);
  });
});

/** Two fingers show the canvas larger and paint nothing; one paints. */
async function closer(page: Page, canvas: Locator): Promise<void> {
  const fingers = await fingersOn(page);
  const undo = page.getByRole('dialog').getByRole('button', { name: 'Undo' });
  const width = async () => (await canvas.boundingBox())?.width ?? 0;
  const whole = await width();
  await fingers.pinch(canvas, 3);
  await expect.poll(width).toBeGreaterThan(whole * 2);
  await expect(undo).toBeDisabled();
  await fingers.pinch(canvas, 1 / 4);
  await expect.poll(width).toBe(whole);
  await fingers.draw(canvas, 60);
  await expect(undo).toBeEnabled();
  await undo.click();
}
