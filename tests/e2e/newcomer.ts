import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import { expect, type Locator, type Page } from '@playwright/test';
import { z } from 'zod';
import { findVideoPrograms } from '../../core/media/video/programs.ts';
import { promptBar, results } from './prompt-bar.ts';
import { tone } from './tone.ts';

/** Presses from the start screen to the end at most; keys are not counted. */
export const MOST_CLICKS = 5;

export interface Newcomer {
  readonly page: Page;
  /** Where the studio keeps its files. */
  readonly dataDir: string;
  /** Of the reel: ten take half a minute of a processor's time. */
  readonly seconds: number;
}

/** Something that is made without a key, from the start screen on, with the mouse and by typing alone. */
export interface Making {
  readonly what: string;
  /** So slow that other things are made meanwhile. */
  readonly isLong?: true;
  /** Ends with the last press; what it answers waits for what was made, and looks at it. */
  begin(newcomer: Newcomer): Promise<() => Promise<void>>;
}

const PATIENCE = { timeout: 120_000 };
/** Three hundred frames, or twenty pictures beside them, on a machine that may do much else. */
const LONG = { timeout: 480_000 };
const PROMPT = 'a lighthouse in the fog';

/** In this order: the edited picture and the reel begin with the first. */
export const MAKINGS: readonly Making[] = [
  { what: 'a picture', begin: picture },
  { what: 'an edited picture', begin: editedPicture },
  { what: 'a reel with music', isLong: true, begin: reel },
  { what: 'a carousel of five slides as a PDF', begin: carousel },
  { what: 'a comparison', begin: comparison },
  { what: 'a batch of twenty from a CSV', begin: batch },
];

/** Begins one of them at the start screen. Answers how often the page was pressed, and what waits for the end. */
export async function make(making: Making, newcomer: Newcomer) {
  const { page } = newcomer;
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('main', { name: 'Workspace' })).toBeVisible(PATIENCE);
  const presses = await countPresses(page);
  const isMade = await making.begin(newcomer);
  return { clicks: await presses(), isMade };
}

/** Counts where they arrive, so that none is missed; with each button of the mouse. */
async function countPresses(page: Page): Promise<() => Promise<number>> {
  const counted = await page.evaluateHandle(() => {
    const counter = { presses: 0 };
    addEventListener('pointerdown', () => (counter.presses += 1), { capture: true });
    return counter;
  });
  return () => counted.evaluate(({ presses }) => presses);
}

async function picture({ page }: Newcomer) {
  const { text, generate, count } = promptBar(page);
  // The models come with the backend, which starts beside the studio.
  await expect(count).toBeVisible(PATIENCE);
  await text.fill(PROMPT);
  await generate.click();
  return () => hasMade(page, PROMPT);
}

async function hasMade(page: Page, prompt: string): Promise<void> {
  await expect(results(page).getByRole('img', { name: prompt }).first()).toBeVisible(PATIENCE);
}

/** Waits for the first picture, and chooses one of the acts of its menu. */
async function actOnPicture(page: Page, act: string): Promise<void> {
  await results(page).getByRole('img', { name: PROMPT }).first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: act }).click();
}

async function editedPicture({ page }: Newcomer) {
  const { text, generate } = promptBar(page);
  await actOnPicture(page, 'Edit with words');
  await text.fill('the same at night');
  await generate.click();
  return () => hasMade(page, 'the same at night');
}

async function reel({ page, dataDir, seconds }: Newcomer) {
  await actOnPicture(page, 'Make a video of it');
  await expect(page.getByRole('combobox', { name: 'Move' })).toContainText('Ken Burns', PATIENCE);
  await setTo(page.getByRole('slider', { name: 'Length' }), seconds);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a sound' }).click();
  await (await chooser).setFiles({ name: 'music.wav', mimeType: 'audio/wav', buffer: tone() });
  await expect(page.getByText('music.wav')).toBeVisible(PATIENCE);
  await page.getByRole('button', { name: 'Generate the video' }).click();
  return async () => {
    await expect.poll(() => filmsIn(dataDir), LONG).toHaveLength(1);
    const [film = ''] = filmsIn(dataDir);
    const { format, streams } = probe(film);
    // To a frame of thirty a second.
    expect(Math.abs(format.duration - seconds)).toBeLessThan(1 / 30);
    expect(streams.map(({ codec_type: kind }) => kind).toSorted()).toEqual(['audio', 'video']);
  };
}

/** Presses a slider where a value lies, and brings it there by its keys. */
async function setTo(slider: Locator, value: number): Promise<void> {
  const track = slider.locator('xpath=ancestor::*[@data-orientation][last()]');
  const box = await track.boundingBox();
  const least = Number(await slider.getAttribute('aria-valuemin'));
  const most = Number(await slider.getAttribute('aria-valuemax'));
  const part = (value - least) / (most - least);
  await track.click({ position: { x: (box?.width ?? 0) * part, y: (box?.height ?? 0) / 2 } });
  for (let steps = most - least; steps > 0; steps -= 1) {
    const at = Number(await slider.getAttribute('aria-valuenow'));
    if (at === value) return;
    await slider.press(at < value ? 'ArrowRight' : 'ArrowLeft');
    await expect(slider).not.toHaveAttribute('aria-valuenow', String(at), PATIENCE);
  }
  throw new Error(`The slider does not come to ${value}.`);
}

function filmsIn(dataDir: string): string[] {
  return readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /media.*\.mp4$/.test(name))
    .map((name) => join(dataDir, name));
}

const Probed = z.object({
  format: z.object({ duration: z.coerce.number() }),
  streams: z.array(z.object({ codec_type: z.string() })),
});

function probe(file: string): z.infer<typeof Probed> {
  const wanted = ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', file];
  return Probed.parse(
    JSON.parse(execFileSync(findVideoPrograms().ffprobe, wanted, { encoding: 'utf8' })),
  );
}

const PEOPLE = Array.from({ length: 20 }, (_, at) => `Person ${at + 1}`);

async function batch({ page }: Newcomer) {
  const csv = ['Name,Place', ...PEOPLE.map((name, at) => `${name},"Hall ${at % 4}, left"`)].join(
    '\r\n',
  );
  await page.getByRole('button', { name: 'Batch', exact: true }).click();
  await page.getByRole('button', { name: 'New batch' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (
    await chooser
  ).setFiles({ name: 'guests.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByRole('textbox', { name: 'Prompt' }).fill('A seat card for [NAME], [PLACE]');
  await page.getByRole('button', { name: 'Generate 20 rows' }).click();
  await expect(page.getByRole('heading', { name: 'guests', level: 1 })).toBeVisible(PATIENCE);
  return async () => {
    await expect(page.getByText('Done · 20 of 20')).toBeVisible(LONG);
    const cards = page.getByRole('list', { name: 'Rows' }).getByRole('img');
    const made = () => cards.evaluateAll((all) => all.map((one) => one.getAttribute('alt')));
    // The rows come by an answer of their own.
    await expect
      .poll(made, PATIENCE)
      .toEqual(PEOPLE.map((name, at) => `A seat card for ${name}, Hall ${at % 4}, left`));
  };
}

async function comparison({ page }: Newcomer) {
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.getByRole('textbox', { name: 'Prompt for all of them' }).fill('a red kite');
  await page.getByRole('button', { name: 'Generate' }).click();
  const side = page.getByRole('region', { name: 'Side by side' });
  return async () => {
    await expect(side.getByRole('img')).toHaveCount(2, PATIENCE);
    await expect(side.getByRole('heading', { level: 3 })).toHaveCount(2, PATIENCE);
  };
}

async function carousel({ page }: Newcomer) {
  await page.getByRole('button', { name: 'Carousel', exact: true }).click();
  await page
    .getByRole('textbox', { name: 'Text', exact: true })
    .fill('One\nTwo\nThree\nFour\nFive');
  await page.getByRole('button', { name: 'Make 5 slides of it' }).click();
  await page.getByRole('button', { name: 'Generate 5 pictures' }).click();
  const slides = page.getByRole('region', { name: 'Slides' }).getByRole('listitem');
  await expect(slides.getByRole('button', { name: /^Redo the picture of slide \d/ })).toHaveCount(
    5,
    PATIENCE,
  );
  const download = page.waitForEvent('download', PATIENCE);
  await page.getByRole('button', { name: 'Save as…' }).click();
  await page.getByRole('menuitem', { name: 'PDF' }).click();
  return async () => {
    const pdf = await PDFDocument.load(await readFile(await (await download).path()));
    expect(pdf.getPageCount()).toBe(5);
  };
}
