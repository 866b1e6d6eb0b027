import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { expect, test } from 'vitest';
import { findElectron } from '../../scripts/electron-program.ts';
import { type Bridge, folder } from './desktop.ts';

/** The same built app in Electron itself, where there is one and a display. The line says which it was. */

const ROOT = join(import.meta.dirname, '..', '..');
const electron = findElectron();

if ('path' in electron) {
  console.log(`tests/desktop: Electron itself ran, from ${electron.path}.`);

  test('Electron opens the built app, whose page calls the studio and reaches nothing else', async () => {
    const data = await folder();
    const app = await _electron.launch({
      executablePath: electron.path,
      args: [ROOT, `--data=${data}`],
      cwd: ROOT,
    });
    try {
      const page = await app.firstWindow();
      await page.waitForFunction(() => 'atelier' in globalThis);
      const info = await page.evaluate(() =>
        (globalThis as never as { atelier: Bridge }).atelier.call('app.info', undefined),
      );
      expect(info).toMatchObject({ ok: true, value: { host: 'desktop' } });
      expect(await page.evaluate(() => 'require' in globalThis)).toBe(false);
      expect(page.url()).toBe('atelier://app/');
    } finally {
      await app.close();
      await rm(data, { recursive: true, force: true });
    }
  });
} else {
  console.log(`tests/desktop: Electron itself did not run here (missing: ${electron.missing}).`);

  test('where Electron cannot run, the reason is one that npm start words', () => {
    expect(['display', 'root', 'program']).toContain(electron.missing);
  });
}
