import type { Page } from '@playwright/test';
import { check } from './axe.ts';
import { call, everythingSaved, goTo, shelf, strip, toast } from './frame.ts';
import { importFiles, pictures } from './pictures.ts';
import { sharedProject, signIn } from './project.ts';
import { createStudio, expect, test } from './studio.ts';

const project = sharedProject();
const [here, there] = [createStudio(), createStudio()];
test.afterAll(() => Promise.all([here.dispose(), there.dispose()]));

const ANA = 'ana@example.com';
const panel = (page: Page) => page.locator('#sync-panel');
const openPanel = (page: Page) =>
  strip(page)
    .getByRole('button', { name: /saved|change|machines|Paused/ })
    .click();

async function titles(page: Page): Promise<unknown[]> {
  const { json } = (await call(page, 'library.list', { shelf: 'all', sort: 'oldest' })) as {
    json: { items: { title: string | null }[] };
  };
  return json.items.map(({ title }) => title);
}

async function rename(page: Page, title: string): Promise<void> {
  const { json } = (await call(page, 'library.list', { shelf: 'all' })) as {
    json: { items: { id: string }[] };
  };
  const ids = json.items.map(({ id }) => id);
  await call(page, 'library.update', { ids, patch: { title } });
}

test('a solo library is taken into an account; two machines change one title, and either side can be taken; out and back in', async ({
  page,
  browser,
}) => {
  const second = await (await browser.newContext()).newPage();

  await test.step('what was made before the first sign-in is offered to come along', async () => {
    await here.open(page, { backend: false });
    await page.keyboard.press('Control+2');
    await importFiles(page, await pictures(['lighthouse']));
    await expect(shelf(page, 'All works').getByRole('gridcell')).toHaveCount(1);
    await signIn(page, project(), { email: ANA, create: true });
    const offer = page.getByRole('dialog', { name: 'Take the library of this machine along?' });
    await expect(offer).toContainText('1 work');
    await offer.getByRole('button', { name: 'Take it along' }).click();
    const account = page.getByRole('region', { name: 'Account' });
    await expect(account).toContainText('The library of this machine is in this account');
    await everythingSaved(page);
    await goTo(page, 'Library');
    await expect(shelf(page, 'All works').getByRole('gridcell')).toHaveCount(1);
  });

  await test.step('another machine signs in to the same account and shows it', async () => {
    await there.open(second, { backend: false });
    await signIn(second, project(), { email: ANA });
    await goTo(second, 'Library');
    await expect(shelf(second, 'All works').getByRole('gridcell')).toHaveCount(1);
    await everythingSaved(second);
  });

  await test.step('paused there, the title is changed on both', async () => {
    await goTo(second, 'Settings');
    await openPanel(second);
    await expect(panel(second)).toContainText('Everything is saved');
    await panel(second).getByRole('button', { name: 'Pause' }).click();
    await expect(strip(second)).toContainText('Paused');
    await rename(second, 'From there');
    await expect(panel(second)).toContainText('From there');
    await expect(panel(second)).toContainText('A work in the library');
    await check(second, 'sync panel, paused, over the settings of an account');
    await rename(page, 'From here');
    await everythingSaved(page);
  });

  await test.step('the later one stands, the other is shown beside it and can be taken', async () => {
    await panel(second).getByRole('button', { name: 'Resume' }).first().click();
    await expect(strip(second)).toContainText('1 detail changed on two machines');
    expect(await titles(second)).toEqual(['From there']);
    await expect.poll(() => titles(page)).toEqual(['From there']);
    await panel(second).getByRole('button', { name: 'Decide' }).click();
    const dialog = second.getByRole('dialog', { name: 'Changed on two machines' });
    await expect(dialog).toContainText('From there');
    await expect(dialog).toContainText('From here');
    await check(second, 'what two machines changed');
    await dialog.getByRole('button', { name: 'Take this one: Title' }).click();
    await expect(dialog).toContainText('Nothing needs you');
    await second.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    // What the dialog was opened with is gone: the focus is in the panel still.
    await expect(panel(second)).toBeFocused();
    await everythingSaved(second);
    expect(await titles(second)).toEqual(['From here']);
    await expect.poll(() => titles(page)).toEqual(['From here']);
    await second.keyboard.press('Escape');
    await expect(panel(second)).toBeHidden();
  });

  await test.step('only thumbnails are to stay: what the server holds can be freed', async () => {
    const kept = second.getByRole('region', { name: 'Kept here' });
    await kept.getByRole('radio', { name: 'Thumbnails only' }).click();
    await kept.getByRole('button', { name: 'Free space' }).click();
    await expect(toast(second, /freed/)).toBeVisible();
    await expect(kept).toContainText('1 original');
    await expect(kept).toContainText('only in the cloud');
  });

  await test.step('what a smart collection finds is to stay: it comes back', async () => {
    await call(second, 'collections.create', { name: 'Not rated', search: 'is:unrated' });
    const kept = second.getByRole('region', { name: 'Kept here' });
    await kept.getByRole('radio', { name: 'What I choose' }).click();
    await kept.getByRole('button', { name: 'None' }).click();
    const choice = second.getByRole('checkbox', { name: 'Not rated Smart collection' });
    await choice.click();
    await expect(choice).toBeChecked();
    await check(second, 'a smart collection is kept on this machine');
    await second.keyboard.press('Escape');
    await expect(kept.getByRole('button', { name: 'Not rated' })).toBeVisible();
    await expect(kept).toContainText('1 original (');
    await expect(kept).not.toContainText('only in the cloud');
    await expect(kept).not.toContainText('still to come');
  });

  await test.step('signed out, its library stays and says so; signed in again, it goes on', async () => {
    await openPanel(second);
    await panel(second).getByRole('button', { name: 'Pause' }).click();
    await second.keyboard.press('Escape');
    await rename(second, 'Not sent');
    await second.getByRole('button', { name: `Sign out of ${ANA}` }).click();
    const dialog = second.getByRole('dialog', { name: `Sign out of ${ANA}?` });
    await expect(dialog).toContainText('1 change was not sent yet');
    await expect(dialog).toContainText('A work in the library');
    await dialog.getByRole('button', { name: 'Sign out' }).click();
    await expect(toast(second, 'You are signed out.')).toBeVisible();
    expect(await titles(second)).toEqual([]);

    await second.getByRole('button', { name: `Open the library ${ANA}` }).click();
    await expect(toast(second, `You now work in ${ANA}.`)).toBeVisible();
    expect(await titles(second)).toEqual(['Not sent']);
    await call(second, 'sync.resume');
    await expect(strip(second)).toContainText('Signed out');
    await second.getByRole('button', { name: `Sign in again as ${ANA}` }).click();
    const again = second.getByRole('dialog', { name: 'Sign in to an account' });
    await expect(again.getByRole('textbox', { name: 'Email' })).toHaveValue(ANA);
    await again.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await again.getByRole('button', { name: 'Sign in', exact: true }).click();
    await everythingSaved(second);
    await expect.poll(() => titles(page)).toEqual(['Not sent']);
  });

  await test.step('the library of this machine is as it was', async () => {
    await goTo(page, 'Settings');
    await page.getByRole('button', { name: 'Open the library This machine' }).click();
    await expect(toast(page, 'You now work in This machine.')).toBeVisible();
    expect(await titles(page)).toEqual([null]);
  });
  await second.context().close();
});
