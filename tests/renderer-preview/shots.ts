import type { Page } from '@playwright/test';
import type { ScenarioName } from './scenario.ts';

/** One picture to look at: a scenario, how it is set up, and what a hand does first. */
export interface Shot {
  name: string;
  scenario: ScenarioName;
  settings?: Record<string, unknown>;
  size?: readonly [width: number, height: number];
  act?: (page: Page) => Promise<void>;
}

const light = { theme: 'light' };
const fr = { language: 'fr' };
const WIDE = [1920, 1080] as const;
const press = (keys: string) => (page: Page) => page.keyboard.press(keys);
const settings = press('Control+Comma');
const scrolledTo = (id: string) => async (page: Page) => {
  await settings(page);
  await page.locator(`#settings-${id}`).scrollIntoViewIfNeeded();
  await page.evaluate((id) => document.getElementById(`settings-${id}`)?.scrollIntoView(), id);
};

export const SHOTS: readonly Shot[] = [
  { name: 'workspace-full-dark', scenario: 'full' },
  { name: 'workspace-full-light-fr', scenario: 'full', settings: { ...light, ...fr } },
  { name: 'workspace-full-wide', scenario: 'full', size: WIDE },
  { name: 'workspace-full-wide-light', scenario: 'full', size: WIDE, settings: light },
  { name: 'workspace-small', scenario: 'full', size: [1024, 640] },
  { name: 'workspace-empty', scenario: 'empty' },
  { name: 'workspace-starting-fr', scenario: 'starting', settings: fr },
  { name: 'workspace-large-text', scenario: 'full', settings: { textSize: 150 } },
  {
    name: 'prompt-advanced',
    scenario: 'full',
    act: async (page) => {
      await page.keyboard.press('[');
      await page
        .getByRole('button', { name: /seed|graine/i })
        .first()
        .click();
    },
  },
  {
    name: 'prompt-model',
    scenario: 'full',
    act: (page) => page.getByRole('combobox').first().click(),
  },
  {
    name: 'prompt-ratio',
    scenario: 'full',
    settings: light,
    act: (page) => page.getByRole('button', { name: /Aspect/ }).click(),
  },
  {
    name: 'prompt-problems',
    scenario: 'errors',
    settings: fr,
    act: async (page) => {
      await page.keyboard.press('[');
      await page.getByRole('textbox', { name: 'Prompt' }).fill('x'.repeat(2_010));
      await page.getByRole('textbox', { name: 'Graine' }).fill('-4');
    },
  },
  { name: 'prompt-send-error', scenario: 'errors', act: press('Control+Enter') },
  {
    name: 'prompt-key-missing',
    scenario: 'full',
    act: async (page) => {
      await page.getByRole('combobox').first().click();
      await page.getByRole('option', { name: /FLUX/ }).click();
    },
  },
  { name: 'queue-full', scenario: 'full', act: press('q') },
  { name: 'queue-errors', scenario: 'errors', act: press('q') },
  {
    name: 'queue-errors-light-fr',
    scenario: 'errors',
    settings: { ...light, ...fr },
    act: press('q'),
  },
  { name: 'queue-empty', scenario: 'empty', act: press('q') },
  { name: 'palette', scenario: 'full', act: press('Control+k') },
  {
    name: 'palette-light-fr',
    scenario: 'full',
    settings: { ...light, ...fr },
    act: press('Control+k'),
  },
  { name: 'sheet', scenario: 'full', act: press('?') },
  { name: 'settings-dark', scenario: 'full', act: settings },
  {
    name: 'settings-light-fr-wide',
    scenario: 'full',
    settings: { ...light, ...fr },
    size: WIDE,
    act: settings,
  },
  { name: 'settings-sync-errors', scenario: 'errors', act: scrolledTo('sync') },
  {
    name: 'settings-account-errors-fr',
    scenario: 'errors',
    settings: { ...light, ...fr },
    act: scrolledTo('account'),
  },
  {
    name: 'settings-key-dialog',
    scenario: 'full',
    act: async (page) => {
      await settings(page);
      await page.getByRole('button', { name: 'Add key' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
    },
  },
  {
    name: 'settings-connect',
    scenario: 'full',
    settings: light,
    act: async (page) => {
      await settings(page);
      await page.getByRole('button', { name: 'Connect a Supabase project' }).click();
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
    },
  },
  { name: 'settings-about', scenario: 'full', act: scrolledTo('about') },
  { name: 'library-full', scenario: 'full', act: press('Control+2') },
  {
    name: 'library-many-wide-light',
    scenario: 'many',
    size: WIDE,
    settings: light,
    act: press('Control+2'),
  },
  { name: 'library-empty-fr', scenario: 'empty', settings: fr, act: press('Control+2') },
];
