import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from '@playwright/test';
import { seedLibrary } from '../../../bench/seed-library.ts';
import playwright from '../../../playwright.config.ts';
import { call } from '../frame.ts';
import { createStudio, type RunningStudio } from '../studio.ts';
import { contactSheet } from './contact-sheet.ts';
import { fillWithFew } from './few-works.ts';
import { seedLargeLibrary } from './large-library.ts';
import { type Pair, pairsOf } from './pairs.ts';
import { type Content, type Screen, SCREENS } from './screens.ts';

/**
 * Pictures of the screens of a real studio, to be looked at, after `npm run build`:
 * `npx --no-install node tests/e2e/look/look.ts --out DIR [--only text,text] [--content few] [--pairs all] [--axe] [--works 100000]`.
 * `--pairs`: `two` (as it is), `all` eight of theme, language and width, `small` windows, or names (`pairs.ts`). `--axe`: each
 * is also searched for what a screen reader or a weak eye would stumble over. `--works`: how many there are in the screens
 * of a large library. `--sheets`: beside them one sheet of small pictures for each pair and content.
 */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.cache/look' },
    only: { type: 'string', default: '' },
    content: { type: 'string', default: '' },
    pairs: { type: 'string', default: 'two' },
    axe: { type: 'boolean', default: false },
    sheets: { type: 'boolean', default: false },
    works: { type: 'string', default: '100000' },
  },
});

const MANY = 2_000;
const CONTENTS: readonly Content[] = ['empty', 'few', 'many', 'large'];
const pairs = pairsOf(values.pairs);

async function fill(studio: RunningStudio, content: Content, browser: Browser): Promise<void> {
  if (content === 'many') await seedLibrary(studio.dataDir, MANY);
  if (content === 'large') await seedLargeLibrary(studio.dataDir, Number(values.works));
  if (content === 'few' || content === 'many') await fillWithFew(studio, browser);
}

/** Brought there once, then shown in every pair: what changes the look must not need a new start. */
async function look(browser: Browser, studio: RunningStudio, screen: Screen): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  try {
    page.on('pageerror', (error) => console.log(`${screen.name}: ${error.message}`));
    // A backend that never heard of the works of a large library would take them away when both compare (rule S10).
    await studio.open(page, { backend: screen.content !== 'large' });
    await call(page, 'settings.update', { theme: 'dark', language: 'en', textSize: 100 });
    await page.reload();
    await page.getByRole('main').waitFor();
    await screen.act?.(page);
    for (const pair of pairs) await shoot(page, screen, pair);
  } catch (error) {
    console.log(`${screen.name}: could not be shown. ${String(error)}`);
    await page.screenshot({ path: join(values.out, `${screen.name}.failed.png`) });
  } finally {
    await context.close();
  }
}

async function shoot(page: Page, { name, again }: Screen, pair: Pair): Promise<void> {
  const { theme, language, width, height } = pair;
  await page.setViewportSize({ width, height });
  await call(page, 'settings.update', { theme, language });
  await page.locator(`html[data-theme=${theme}][lang=${language}]`).waitFor();
  await again?.(page);
  // Pictures come, panels slide, text is set in the other language.
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(values.out, `${name}.${pair.name}.png`) });
  if (!values.axe) return;
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  for (const { impact, id, nodes } of violations) {
    const where = nodes.map((node) => node.html.slice(0, 200)).join(' | ');
    console.log(`${name}.${pair.name}: ${impact} ${id}: ${where}`);
  }
}

await mkdir(values.out, { recursive: true });
const browser = await chromium.launch(playwright.use?.launchOptions);
try {
  for (const content of CONTENTS) {
    const screens = SCREENS.filter(
      (screen) =>
        screen.content === content &&
        values.only.split(',').some((text) => screen.name.includes(text)) &&
        (values.content === '' || values.content === content),
    );
    if (screens.length === 0) continue;
    const studio = createStudio();
    try {
      await fill(studio, content, browser);
      for (const screen of screens) await look(browser, studio, screen);
    } finally {
      await studio.dispose();
    }
    if (!values.sheets) continue;
    const shot = new Set(await readdir(values.out));
    for (const pair of pairs) {
      const files = screens
        .map(({ name }) => `${name}.${pair.name}.png`)
        .filter((file) => shot.has(file));
      const sheet = await contactSheet(files.map((file) => join(values.out, file)));
      await writeFile(join(values.out, `sheet-${content}.${pair.name}.png`), sheet);
    }
  }
} finally {
  await browser.close();
}
