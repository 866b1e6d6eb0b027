import { everythingSaved, field, goTo, shelf, strip, toast } from './frame.ts';
import { makePictures, results } from './prompt-bar.ts';
import { expect, test } from './studio.ts';

const PROMPT = 'A quiet harbour in the rain';

interface Row {
  custom_title: string | null;
  is_favorite: boolean;
  trashed_at: string | null;
}

test('the library works with the backend away, and what was changed follows when it is back', async ({
  page,
  studio,
}) => {
  const rows = (): Promise<Row[]> =>
    studio.asOperator(async (operator) => {
      const answer = await operator
        .from('user_library')
        .select('custom_title,is_favorite,trashed_at')
        .is('deleted_at', null)
        .order('created_at', { ascending: true });
      if (answer.error) throw answer.error;
      return answer.data;
    });
  const works = shelf(page, 'All works').getByRole('gridcell');

  await test.step('three works are saved, and known to the backend', async () => {
    await studio.open(page);
    await makePictures(page, PROMPT, 3);
    await results(page).getByRole('gridcell').first().click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('s');
    await goTo(page, 'Library');
    await expect(works).toHaveCount(3);
    await everythingSaved(page);
    expect(await rows()).toEqual(
      Array.from({ length: 3 }, () => ({
        custom_title: null,
        is_favorite: false,
        trashed_at: null,
      })),
    );
  });

  await test.step('without it they are browsed, opened, marked, named and thrown away', async () => {
    await studio.open(page, { backend: false });
    await goTo(page, 'Library');
    await expect(works).toHaveCount(3);
    await expect(works.nth(0).getByRole('img', { name: PROMPT })).toHaveJSProperty(
      'complete',
      true,
    );

    const original = page.waitForResponse(/\/media\/[0-9a-f]{64}$/);
    await works.nth(0).dblclick();
    expect((await original).ok()).toBe(true);
    await page.keyboard.press('Escape');

    await works.nth(0).click();
    await page.keyboard.press('f');
    await expect(works.nth(0).getByLabel('Favourite')).toBeVisible();
    await works.nth(1).click();
    await page.keyboard.press('t');
    await page.keyboard.type('Harbour at noon');
    await page.keyboard.press('Enter');
    await expect(works.nth(1).getByRole('img', { name: 'Harbour at noon' })).toBeVisible();
    await works.nth(2).click();
    await page.keyboard.press('Delete');
    await expect(works).toHaveCount(2);
    // The grid shows the wish at once; the notice, that it is stored.
    await expect(toast(page, '1 work moved to the trash')).toBeVisible();
    await expect(strip(page)).toContainText('Offline – changes will follow');
  });

  await test.step('a reload and a restart later it still stands', async () => {
    await page.reload();
    await studio.stop();
    await studio.open(page, { backend: false });
    await goTo(page, 'Library');
    await expect(works).toHaveCount(2);
    await expect(works.nth(1).getByRole('img', { name: 'Harbour at noon' })).toBeVisible();
    await page.getByRole('button', { name: /^Trash/ }).click();
    await shelf(page, 'Trash').getByRole('gridcell').first().click();
    await expect(field(page, 'In the trash')).toBeVisible();
  });

  await test.step('the backend has all of it once it runs again', async () => {
    await studio.stop();
    await studio.open(page);
    await everythingSaved(page);
    const after = await rows();
    expect(after.filter((row) => row.is_favorite)).toHaveLength(1);
    expect(after.map((row) => row.custom_title).filter(Boolean)).toEqual(['Harbour at noon']);
    expect(after.filter((row) => row.trashed_at !== null)).toHaveLength(1);
  });
});
