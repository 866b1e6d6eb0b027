import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium } from '@playwright/test';
import { seedLibrary } from '../../../bench/seed-library.ts';
import playwright from '../../../playwright.config.ts';
import { call } from '../frame.ts';
import { makePictures } from '../prompt-bar.ts';
import { createStudio, type RunningStudio } from '../studio.ts';
import { seedLargeLibrary } from './large-library.ts';
import { type Content, type Shot, SHOTS } from './shots.ts';

/**
 * Pictures of the screens of a real studio, to be looked at, after `npm run build`:
 * `npx --no-install node tests/e2e/look/look.ts --out DIR [--only text] [--axe] [--works 100000]`. With `--axe` each is also
 * searched for what a screen reader or a weak eye would stumble over. `--works`: how many there are in shots named `large`.
 */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.cache/look' },
    only: { type: 'string', default: '' },
    axe: { type: 'boolean', default: false },
    works: { type: 'string', default: '100000' },
  },
});

const MANY = 2_000;

async function fill(studio: RunningStudio, content: Content): Promise<void> {
  if (content === 'many') await seedLibrary(studio.dataDir, MANY);
  if (content === 'large') await seedLargeLibrary(studio.dataDir, Number(values.works));
}

async function look(browser: Browser, studio: RunningStudio, shot: Shot): Promise<void> {
  const [width, height] = shot.size ?? [1280, 800];
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en-US' });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.log(`${shot.name}: ${error.message}`));
  await studio.open(page);
  await call(page, 'settings.update', {
    theme: 'dark',
    language: 'en',
    textSize: 100,
    ...shot.settings,
  });
  await page.reload();
  await page.getByRole('main').waitFor();
  await shot.act?.(page);
  // Pictures fade in, panels slide.
  await page.waitForTimeout(800);
  await page.screenshot({ path: join(values.out, `${shot.name}.png`) });
  if (values.axe) {
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { impact, id, nodes } of violations) {
      console.log(`${shot.name}: ${impact} ${id}: ${nodes.map((node) => node.html).join(' | ')}`);
    }
  }
  await context.close();
}

await mkdir(values.out, { recursive: true });
const browser = await chromium.launch(playwright.use?.launchOptions);
try {
  for (const content of ['empty', 'few', 'many', 'large'] as const) {
    const shots = SHOTS.filter(
      (shot) => shot.content === content && shot.name.includes(values.only),
    );
    if (shots.length === 0) continue;
    const studio = createStudio();
    try {
      await fill(studio, content);
      if (content === 'few' || content === 'many') {
        const page = await browser.newPage();
        await studio.open(page);
        await makePictures(page, 'A lighthouse on a cliff at dusk, long shadows over the sea', 3);
        await page.close();
      }
      for (const shot of shots) await look(browser, studio, shot);
    } finally {
      await studio.dispose();
    }
  }
} finally {
  await browser.close();
}
