import type { Act, Screen } from './screens.ts';

const inSettings: Act = async (page) => {
  await page.keyboard.press('Control+Comma');
  await page.getByRole('main', { name: 'Settings' }).waitFor();
};

/** Scrolled to a section; its place is that of its heading in the window at hand. */
const section =
  (name: string): Act =>
  async (page) => {
    await inSettings(page);
    await page.getByRole('region', { name }).scrollIntoViewIfNeeded();
    await page
      .getByRole('region', { name })
      .evaluate((element) => element.scrollIntoView({ block: 'start' }));
  };

const dialog =
  (button: string | RegExp): Act =>
  async (page) => {
    await inSettings(page);
    await page.getByRole('button', { name: button }).first().click();
    await page.getByRole('dialog').waitFor();
  };

const checked: Act = async (page) => {
  await section('Storage')(page);
  await page.getByRole('button', { name: 'Check now' }).click();
  await page.getByText('Everything is here and whole.').waitFor({ timeout: 60_000 });
};

const SECTIONS = ['Appearance', 'Provider keys', 'Account', 'Kept here', 'Storage', 'About'];

export const SETTINGS_SCREENS: readonly Screen[] = [
  ...SECTIONS.map((name) => ({
    name: `settings-${name.toLowerCase().replaceAll(' ', '-')}`,
    content: 'few' as const,
    act: section(name),
  })),
  { name: 'settings-checked', content: 'few', act: checked },
  { name: 'settings-sign-in', content: 'empty', act: dialog('Sign in to an account') },
  { name: 'settings-key', content: 'empty', act: dialog('Add key') },
  { name: 'settings-address', content: 'empty', act: dialog('Set address') },
  { name: 'settings-backup', content: 'empty', act: dialog('Back up…') },
  { name: 'settings-move', content: 'empty', act: dialog('Move…') },
  { name: 'large-storage', content: 'large', act: section('Storage') },
];
