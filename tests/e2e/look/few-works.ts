import type { Browser, Page } from '@playwright/test';
import sharp from 'sharp';
import { MIGRATIONS } from '../../../core/library/migrations/all.ts';
import { keepConflicts } from '../../../core/sync/conflicts.ts';
import { systemClock } from '../../../core/system/clock.ts';
import { openDatabase } from '../../../core/system/database.ts';
import { accountPaths, studioPaths } from '../../../core/system/paths.ts';
import { importFiles, type PictureFile } from '../pictures.ts';
import { makePictures, promptBar, results } from '../prompt-bar.ts';
import { expect, type RunningStudio } from '../studio.ts';

const PROMPT = 'A lighthouse on a cliff at dusk, long shadows over the sea';
export const LONG_TITLE =
  'A title that is so long that no list and no heading has room for all of it, as an imported file may well have one';

/** What a first day leaves: results, one of them made from another, works with titles, and what two machines changed. */
export async function fillWithFew(studio: RunningStudio, browser: Browser): Promise<void> {
  const page = await browser.newPage({ locale: 'en-US', reducedMotion: 'reduce' });
  await studio.open(page);
  await makePictures(page, PROMPT, 3);
  await editOne(page);
  await page.keyboard.press('Control+2');
  await importFiles(page, await files());
  // Not the cells of the grid: beside thousands there are as many as fit the window.
  await expect(page.getByText('3 files added')).toBeVisible({ timeout: 60_000 });
  await page.close();
  await studio.stop();
  disagree(studio.dataDir);
}

/** One result is edited, and both are kept: a work with a work before it. */
async function editOne(page: Page): Promise<void> {
  await results(page).getByRole('img', { name: PROMPT }).first().click();
  await page.keyboard.press('e');
  await promptBar(page).text.fill('the sky is violet');
  await promptBar(page).count.press('1');
  await promptBar(page).generate.click();
  const edited = results(page).getByRole('img', { name: 'the sky is violet' });
  await expect(edited).toHaveCount(1, { timeout: 60_000 });
  await edited.click();
  await page.keyboard.press('s');
  await expect(edited).toHaveCount(0);
  await results(page).getByRole('img', { name: PROMPT }).last().click();
  await page.keyboard.press('s');
  await expect(results(page).getByRole('img', { name: PROMPT })).toHaveCount(2);
}

/** Two that look alike, and one with a name too long for any place. */
async function files(): Promise<PictureFile[]> {
  const drawing = (hue: number) =>
    sharp(
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320">
        <rect width="480" height="320" fill="hsl(${hue} 50% 70%)"/>
        <circle cx="330" cy="90" r="46" fill="hsl(${hue + 40} 80% 85%)"/>
        <path d="M0 240 Q160 130 480 230 V320 H0" fill="hsl(${hue} 40% 30%)"/></svg>`),
    );
  return [
    { name: 'harbour.png', mimeType: 'image/png', buffer: await drawing(210).png().toBuffer() },
    {
      name: 'harbour small.jpg',
      mimeType: 'image/jpeg',
      buffer: await drawing(210).resize(360).jpeg().toBuffer(),
    },
    {
      name: `${LONG_TITLE}.png`,
      mimeType: 'image/png',
      buffer: await drawing(20).resize(300, 420, { fit: 'cover' }).png().toBuffer(),
    },
  ];
}

/** As if another machine had changed the same details of the newest work. */
function disagree(dataDir: string): void {
  const paths = accountPaths(studioPaths(dataDir), 'solo');
  const db = openDatabase({ path: paths.database, migrations: MIGRATIONS });
  const [id = ''] = db.column<string>(
    'select id from user_library order by created_at desc limit 1',
  );
  keepConflicts({ db, clock: systemClock }, 'user_library', id, [
    { field: 'custom_title', lost: 'Lighthouse, second try', won: LONG_TITLE },
    { field: 'rating', lost: 3, won: 5 },
    { field: 'tags', lost: ['sea', 'evening'], won: ['sea', 'coast', 'lighthouse'] },
  ]);
  db.close();
}
