import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from '@playwright/test';
import { buildPreview } from './build.ts';
import { serveRenderer } from './serve.ts';
import { SHOTS } from './shots.ts';

/**
 * Pictures of the screens, to be looked at: `node tests/renderer-preview/look.ts --out DIR [--only text] [--axe]`.
 * Every screen in every scenario, at 1280 and 1920 wide, dark and light, English and French. With `--axe` each
 * is also searched for what a screen reader or a weak eye would stumble over.
 */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.cache/preview' },
    only: { type: 'string' },
    axe: { type: 'boolean', default: false },
  },
});

const { dir, fakeHost } = await buildPreview();
const server = await serveRenderer(dir);
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  await mkdir(values.out, { recursive: true });
  for (const shot of SHOTS) {
    if (values.only && !shot.name.includes(values.only)) continue;
    const [width, height] = shot.size ?? [1280, 800];
    const context = await browser.newContext({ viewport: { width, height }, locale: 'en-US' });
    const page = await context.newPage();
    const noise: string[] = [];
    page.on('console', (message) => message.type() === 'error' && noise.push(message.text()));
    page.on('pageerror', (error) => noise.push(error.message));
    await page.addInitScript(
      ([scenario, settings]) =>
        Object.assign(window, { previewScenario: scenario, previewSettings: settings }),
      [shot.scenario, shot.settings ?? {}] as const,
    );
    await page.addInitScript(fakeHost);
    await page.goto(server.origin);
    await page.waitForTimeout(500);
    try {
      await shot.act?.(page);
    } catch (error) {
      noise.push(String(error).split('\n')[0] ?? '');
    }
    await page.waitForTimeout(350);
    await page.screenshot({ path: join(values.out, `${shot.name}.png`) });
    console.log(`${shot.name}${noise.length > 0 ? `  !! ${noise.slice(0, 3).join(' | ')}` : ''}`);
    if (values.axe) {
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const { id, impact, nodes } of violations) {
        const where = nodes.slice(0, 3).map((node) => node.html.slice(0, 160));
        console.log(`  ${impact} ${id} (${nodes.length}): ${where.join('\n      ')}`);
      }
    }
    await context.close();
  }
} finally {
  await browser.close();
  server.close();
  await rm(dir, { recursive: true, force: true });
}
