import { defineConfig } from '@playwright/test';

/** e2e: the built browser host in real Chromium, with a fresh data folder for each test. */
export default defineConfig({
  testDir: 'tests/e2e',
  // Generous: a busy machine is slow, and nothing here waits by the clock.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  // Much of a test is waiting: for a lease to run out, for programs to start. Each file has a studio of its own.
  workers: 2,
  forbidOnly: true,
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    // Without a graphics card every frame of a motion is drawn by the processor: a tenth of a run. `withMotion` has them.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      // No sandbox: the tests may run as root. The rest keeps the browser from looking for the network.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
