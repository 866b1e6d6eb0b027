import type { Page } from '@playwright/test';
import { expect } from './studio.ts';

/** The parts that stand around every screen. */
export const toast = (page: Page, text: string | RegExp) =>
  page
    .getByRole('region', { name: /Notifications/ })
    .getByRole('listitem')
    .filter({ hasText: text });

/** The strip at the foot: what runs, and where the changes stand. */
export const strip = (page: Page) => page.getByRole('contentinfo', { name: 'Status' });

export async function goTo(page: Page, screen: 'Workspace' | 'Library' | 'Settings') {
  await page.getByRole('button', { name: screen, exact: true }).click();
  await expect(page.getByRole('main', { name: screen })).toBeVisible();
}

/** Nothing is on its way to the backend any more: the studio says so, and so does its strip. */
export async function everythingSaved(page: Page): Promise<void> {
  await expect
    .poll(() => call(page, 'sync.status'), { timeout: 60_000 })
    .toMatchObject({ json: { state: 'idle', pending: 0, setAside: 0 } });
  await expect(strip(page)).toContainText('Everything is saved');
}

/** Calls the studio as the page does; answers what came back, an error too. */
export function call(page: Page, path: string, input?: unknown): Promise<unknown> {
  return page.evaluate(
    async ([address, body]) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(address, { method: 'POST', headers, body });
      return (await answer.json()) as unknown;
    },
    [`/rpc/${path.replace('.', '/')}`, JSON.stringify({ json: input })] as const,
  );
}

/** The grid of a shelf or collection. */
export const shelf = (page: Page, name: string) => page.getByRole('grid', { name, exact: true });

/** A value of the inspector: a term and its definition stand side by side in a description list. */
export const field = (page: Page, name: string) =>
  page.getByRole('complementary', { name: 'Details' }).locator(`dt:text-is("${name}") + dd`);

/** The credits, as the studio knows them and the settings tell them; comes back to the workspace. */
export async function balanceOf(page: Page): Promise<number> {
  await everythingSaved(page);
  const { json } = (await call(page, 'account.get')) as { json: { balance: number } };
  await page.getByRole('button', { name: 'Account', exact: true }).click();
  const words = `${json.balance.toLocaleString('en')} credit${json.balance === 1 ? '' : 's'}`;
  const section = page.getByRole('region', { name: 'Account' });
  await expect(section.getByText(words, { exact: true })).toBeVisible();
  await goTo(page, 'Workspace');
  return json.balance;
}

/** Enters a provider's key in the settings; comes back to the workspace. */
export async function enterKey(
  page: Page,
  provider: 'OpenAI' | 'Replicate',
  key: string,
): Promise<void> {
  await goTo(page, 'Settings');
  const keys = page.getByRole('region', { name: 'Provider keys' });
  const at = provider === 'OpenAI' ? 0 : 1;
  await keys
    .getByRole('button', { name: /Add key|Replace/ })
    .nth(at)
    .click();
  const dialog = page.getByRole('dialog', { name: `Key for ${provider}` });
  await dialog.getByRole('textbox', { name: `Key for ${provider}` }).fill(key);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, `The key for ${provider} is saved.`)).toBeVisible();
  await goTo(page, 'Workspace');
}
