import type { Page } from '@playwright/test';
import { expect } from './studio.ts';

/** The prompt bar as a creator finds it: by what its controls are called. */
export function promptBar(page: Page) {
  const bar = page.getByRole('region', { name: 'Prompt', exact: true });
  return {
    bar,
    text: bar.getByRole('textbox', { name: 'Prompt', exact: true }),
    model: bar.getByRole('combobox', { name: /^Model/ }),
    ratio: bar.getByRole('button', { name: /^Aspect ratio/ }),
    count: bar.getByRole('spinbutton', { name: 'Number of pictures' }),
    advanced: bar.getByRole('button', { name: 'Advanced settings' }),
    seed: bar.getByRole('textbox', { name: 'Seed' }),
    quality: bar.getByRole('radiogroup', { name: 'Quality' }),
    format: bar.getByRole('radiogroup', { name: 'Format' }),
    price: bar.getByRole('status', { name: /^Price/ }),
    generate: bar.getByRole('button', { name: /^(Generate|Sending|Starting)/ }),
  };
}

export async function chooseModel(page: Page, name: string | RegExp): Promise<void> {
  await promptBar(page).model.click();
  await page.getByRole('option', { name }).click();
}

/** Sends an order and waits until its pictures stand in the workspace, `besides` those of this prompt that do already. */
export async function makePictures(
  page: Page,
  prompt: string,
  count: number,
  { besides = 0 } = {},
): Promise<void> {
  const { text, count: stepper } = promptBar(page);
  // The models come with the backend, which starts beside the studio.
  await expect(stepper).toBeVisible({ timeout: 60_000 });
  await text.fill(prompt);
  await stepper.press(String(count));
  await page.keyboard.press('Control+Enter');
  await expect(results(page).getByRole('img', { name: prompt })).toHaveCount(count + besides, {
    timeout: 60_000,
  });
}

/** The grid of the workspace. */
export function results(page: Page) {
  return page.getByRole('grid', { name: 'Results and running jobs' });
}
