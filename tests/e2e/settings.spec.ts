import type { Page } from '@playwright/test';
import { call, everythingSaved, goTo } from './frame.ts';
import { makePictures } from './prompt-bar.ts';
import { expect, sharedStudio, test, started } from './studio.ts';

const studio = sharedStudio();

test('theme, language, text size and the wishes of the prompt bar stand after a restart', async ({
  page,
}) => {
  await studio.open(page);
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-theme', 'dark');

  await test.step('each applies at once', async () => {
    await goTo(page, 'Settings');
    await page.getByRole('radio', { name: 'Light' }).click();
    await expect(root).toHaveAttribute('data-theme', 'light');
    const slider = page.getByRole('slider', { name: 'Text size' });
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuetext', '110%');
    await expect(root).toHaveCSS('font-size', '17.6px');
    await page.getByRole('radio', { name: 'Français' }).click();
    await expect(root).toHaveAttribute('lang', 'fr');
    await expect(page.getByRole('heading', { name: 'Réglages', level: 1 })).toBeVisible();
    await stored(page, { theme: 'light', textSize: 110, language: 'fr' });
  });

  await test.step('a jump to the last part marks it, and moves nothing but the settings', async () => {
    const last = page.getByRole('navigation', { name: 'Réglages' }).getByText('À propos');
    await last.click();
    await expect(last).toHaveAttribute('aria-current', 'location');
    await expect(page.getByRole('heading', { name: 'À propos' })).toBeFocused();
    await expect(page.getByRole('contentinfo')).toBeInViewport({ ratio: 1 });
  });

  await test.step('the prompt bar keeps what was wished for', async () => {
    await page.getByRole('button', { name: 'Atelier', exact: true }).click();
    const bar = page.getByRole('region', { name: 'Prompt', exact: true });
    await bar.getByRole('textbox', { name: 'Prompt' }).fill('Un phare en hiver');
    await bar.getByRole('spinbutton').press('3');
    await bar.getByRole('button', { name: 'Réglages avancés' }).click();
    await bar.getByRole('radio', { name: 'PNG' }).click();
  });

  await studio.stop();
  await studio.open(page, { backend: false });
  await expect(root).toHaveAttribute('lang', 'fr');
  await expect(root).toHaveAttribute('data-theme', 'light');
  await expect(root).toHaveCSS('font-size', '17.6px');
  const bar = page.getByRole('region', { name: 'Prompt', exact: true });
  await expect(bar.getByRole('textbox', { name: 'Prompt' })).toHaveValue('Un phare en hiver');
  await expect(bar.getByRole('spinbutton')).toHaveAttribute('aria-valuenow', '3');
  await expect(bar.getByRole('radio', { name: 'PNG' })).toBeChecked();

  await test.step('and as the system: theme, language and motion follow it', async () => {
    await page.keyboard.press('Control+,');
    await page.getByRole('radio', { name: 'Comme le système' }).first().click();
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(root).toHaveAttribute('data-theme', 'dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await expect(root).toHaveAttribute('data-theme', 'light');
    await page.getByRole('radio', { name: 'Comme le système' }).last().click();
    await expect(root).toHaveAttribute('lang', 'en');
    await page.getByRole('button', { name: 'Back to 100%' }).click();
    await expect(root).toHaveCSS('font-size', '16px');

    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await expect.poll(() => longestMotion(page)).toBeGreaterThan(50);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
    await expect.poll(() => longestMotion(page)).toBeLessThan(20);
  });
  await studio.stop();
});

test('the palette goes everywhere and the sheet tells all shortcuts', async ({ page }) => {
  const held = Promise.withResolvers<void>();
  await page.route(/\/palette-[\w-]+\.js$/, async (route) => {
    await held.promise;
    await route.continue();
  });
  await studio.open(page);
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  // It is not there yet: what is typed for it is no command to what is.
  await page.keyboard.press('q');
  held.resolve();
  await expect(palette.getByRole('combobox')).toBeFocused();
  await expect(page.getByRole('region', { name: 'Queue' })).toBeHidden();
  await page.keyboard.type('librar');
  await expect(palette.getByRole('option').first()).toContainText('Library');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main', { name: 'Library' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('dark theme');
  await expect(palette.getByRole('option').first()).toContainText(/dark/i);
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('xyzzy');
  await expect(palette).toContainText('Nothing by that name.');
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();

  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByText('Quick look')).toBeVisible();
  await page.keyboard.press('Escape');

  await test.step('keys lead to the screens and fold the panels', async () => {
    await page.keyboard.press('Control+1');
    await expect(page.getByRole('main', { name: 'Workspace' })).toBeVisible();
    await page.keyboard.press(']');
    await expect(page.getByRole('complementary', { name: 'Details' })).toBeHidden();
    await page.keyboard.press(']');
    await expect(page.getByRole('complementary', { name: 'Details' })).toBeVisible();
    await page.keyboard.press('q');
    await expect(page.getByRole('region', { name: 'Queue' })).toBeVisible();
    await page.keyboard.press('q');
    await expect(page.getByRole('region', { name: 'Queue' })).toBeHidden();
  });
});

test('in French every word is French', async ({ page }) => {
  await studio.open(page);
  const prompt = '〰';
  await makePictures(page, prompt, 1);
  await everythingSaved(page);
  const english = await wordsOfAllScreens(page, { language: 'English', prompt });
  const french = await wordsOfAllScreens(page, { language: 'Français', prompt });
  expect(english.size).toBeGreaterThan(150);
  expect(french.size).toBeGreaterThan(150);
  const alike = [...french].filter((words) => english.has(words) && !SAME_IN_BOTH.test(words));
  expect(alike.toSorted()).toEqual([]);
});

/** Names, units, keys and the words that both languages share. */
const SAME_IN_BOTH = new RegExp(
  `^(${[
    String.raw`[\d\s.,:×%+/–·?[\]〰-]*`,
    String.raw`.*(GPT Image|FLUX|SDXL|Licen[cs]e|MIT|ISC|Apache|OFL|BSD|https?:).*`,
    String.raw`[A-Z]|Ctrl|Alt|Del|Esc|PgUp|PgDn|Home|End|↵|␣|[←→↑↓]`,
    String.raw`WebP|PNG|JPEG|Prompt|Format|Atelier|OpenAI|Replicate|Google|Mistral|ComfyUI|English|Français|Version [\d.]+`,
    String.raw`Notifications.*|[0-9a-f-]{8,}\S*`,
    String.raw`Standard|Collections?|Original|Pixels|Type|\d+ pixels|Suggestions|Shift|WEBP`,
    String.raw`(PostgreSQL|SQLite) · .*|/\S+/accounts/solo`,
  ].join('|')})$`,
  'u',
);

/** Everything to read or hear on each screen, in the places a creator comes to. */
async function wordsOfAllScreens(
  page: Page,
  { language, prompt }: { language: string; prompt: string },
): Promise<Set<string>> {
  const words = new Set<string>();
  const read = async () => {
    for (const each of await readPage(page)) words.add(each);
  };
  await page.keyboard.press('Control+,');
  await page.getByRole('radio', { name: language, exact: true }).click();
  const lang = language === 'English' ? 'en' : 'fr';
  await expect(page.locator('html')).toHaveAttribute('lang', lang);
  await stored(page, { language: lang });
  // What was said aloud before is past.
  await page.reload();
  await started(page);
  await read();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await read();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+1');
  const picture = page.getByRole('grid').getByRole('img', { name: prompt });
  await picture.click();
  await read();
  await page.keyboard.press('q');
  await page.keyboard.press('[');
  await read();
  await page.keyboard.press('[');
  await page.keyboard.press('q');
  await picture.click({ button: 'right' });
  await expect(page.getByRole('menu')).toBeVisible();
  await read();
  await page.keyboard.press('Escape');
  await picture.dblclick();
  await read();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await read();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+2');
  const side = page.getByRole('navigation').nth(1).getByRole('listitem').getByRole('button');
  for (let at = 0; at < (await side.count()); at += 1) {
    await side.nth(at).click();
    await read();
  }
  return words;
}

/** A setting applies at once; a restart or a reload finds what the studio has taken by then. */
const stored = (page: Page, settings: object) =>
  expect.poll(() => call(page, 'settings.get')).toMatchObject({ json: settings });

/** Texts that are shown, and the names and hints that are spoken. */
function readPage(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const add = (text: string | null) => {
      const words = text?.trim();
      if (words) found.add(words);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const parent = texts.currentNode.parentElement;
      // What a creator wrote is in no language of ours.
      if (parent && !parent.closest('script, style, textarea, [dir="auto"]')) {
        add(texts.currentNode.textContent);
      }
    }
    for (const element of document.body.querySelectorAll('*')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext']) {
        add(element.getAttribute(name));
      }
    }
    return [...found];
  });
}

/** Milliseconds of the longest animation or transition that anything on the page has now. */
function longestMotion(page: Page): Promise<number> {
  return page.evaluate(() =>
    Math.max(
      0,
      ...[...document.querySelectorAll('*')].flatMap((element) => {
        const { animationDuration, transitionDuration } = getComputedStyle(element);
        return [animationDuration, transitionDuration]
          .flatMap((list) => list.split(','))
          .map((time) => Number.parseFloat(time) * (time.trim().endsWith('ms') ? 1 : 1_000))
          .filter((time) => Number.isFinite(time));
      }),
    ),
  );
}
