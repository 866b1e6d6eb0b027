import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureChromium } from './chromium.ts';
import { ensureFfmpeg } from './ffmpeg.ts';
import { memoryFolder } from './memory-folder.ts';
import { root, run } from './run.ts';

/**
 * `npm test`: build, unit and integration tests (vitest), then the browser (Playwright), and beside all of them the checks.
 * All parts run even if one fails, so that one run shows everything. The last line counts all tests.
 */
const results = join(root, '.cache', 'results');
mkdirSync(results, { recursive: true });

const Vitest = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
});
const Playwright = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
});

/** One after the other: Debian's installer works alone. */
async function installTools(): Promise<string> {
  await ensureFfmpeg();
  return ensureChromium();
}

const tools = installTools();
const codes: number[] = [];
codes.push(await run('electron-vite', ['build', '--logLevel', 'warn']));
codes.push(await run('node', ['scripts/build-database.ts', '--baseline']));
// Tests wait for programs a third of the time: the checks have that. The build leaves files of its own until it is done.
const checked = run('node', ['scripts/check.ts'], {}, { inBackground: true });
const memory = memoryFolder();
if (memory) {
  // Whatever ends last in it may still be about to.
  const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 200 };
  process.on('exit', () => rmSync(memory, options));
}
const env = {
  CHROMIUM_PATH: await tools,
  // All that starts reads a module's code as it was compiled the first time.
  NODE_COMPILE_CACHE: join(root, '.cache', 'compiled'),
  ...(memory && { TMPDIR: memory }),
};
const unit = join(results, 'vitest.json');
codes.push(
  await run(
    'vitest',
    ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${unit}`],
    env,
  ),
);
const browser = join(results, 'playwright.json');
codes.push(
  await run('playwright', ['test', '--reporter=dot,json'], {
    ...env,
    PLAYWRIGHT_JSON_OUTPUT_FILE: browser,
  }),
  await checked,
);

const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = Vitest.parse(
  JSON.parse(readFileSync(unit, 'utf8')),
);
const { stats } = Playwright.parse(JSON.parse(readFileSync(browser, 'utf8')));
const passed = numPassedTests + stats.expected;
// A test that passed only at a second try has failed once: it counts as failed.
const failed = numFailedTests + stats.unexpected + stats.flaky;
const skipped = numPendingTests + numTodoTests + stats.skipped;
if (codes.some((code) => code !== 0)) console.log('Something failed: see above.');
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && codes.every((code) => code === 0) ? 0 : 1);
