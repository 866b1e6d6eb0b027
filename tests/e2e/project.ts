import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { end, expect, start, test } from './studio.ts';

/** A backend of its own, as a Supabase project is to the studios that sign in to it. */
export interface Project {
  readonly url: string;
  readonly key: string;
}

/** One project for all tests of a file; it runs from the first on. */
export function sharedProject(): () => Project {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-e2e-project-'));
  let running: Awaited<ReturnType<typeof start>> | undefined;
  test.beforeAll(async () => {
    running = await start(['backend', '--json', '--data', folder]);
  });
  test.afterAll(async () => {
    if (running) await end(running.child);
    await rm(folder, { recursive: true, force: true });
  });
  return () => {
    const { url, anonKey } = running?.line ?? {};
    return { url: String(url), key: String(anonKey) };
  };
}

export const PASSWORD = 'correct horse battery';

/** Signs in by the settings, with a new account if asked for. Nothing is answered yet of a library that may come along. */
export async function signIn(
  page: Page,
  { url, key }: Project,
  { email, create = false }: { email: string; create?: boolean },
): Promise<void> {
  await page.getByRole('button', { name: 'Account', exact: true }).click();
  await page.getByRole('button', { name: 'Sign in to an account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in to an account' });
  await dialog.getByLabel('Project URL').fill(url);
  await dialog.getByLabel('Publishable key').fill(key);
  await dialog.getByRole('textbox', { name: 'Email' }).fill(email);
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  if (create) await dialog.getByLabel('Create an account with this email').check();
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog).toBeHidden();
}
