import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { call } from './frame.ts';
import { expect } from './studio.ts';

/** No violation of WCAG 2.1 A and AA on what is shown now, in both themes. */
export async function check(page: Page, what: string): Promise<void> {
  for (const theme of ['light', 'dark']) {
    await call(page, 'settings.update', { theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    // Half-faded text has half the contrast: what is wrong only for that moment is not wrong.
    await expect
      .poll(() => violations(page, theme === 'light' ? ['color-contrast'] : undefined), {
        message: `${what}, ${theme}`,
      })
      .toEqual([]);
  }
}

/** All rules, or only those that are named. */
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  // One page without frames of others: no second page is opened to put the results of frames together, and nothing is
  // worked out about what is in order.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  if (rules) axe.withRules(rules);
  else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}
