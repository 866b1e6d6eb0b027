import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { installPackages } from './debian.ts';
import { run } from './run.ts';

/** The shell first: it comes without the parts of a window, which no test looks at and each would pay for. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * The browser of the tests: CHROMIUM_PATH, one on this machine, else Playwright's own, else Debian's package
 * (as root). Answers its path; throws with what to do when none can be had.
 */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found) return found;
  console.log('No Chromium here: asking Playwright for one…');
  // Its download can hang on a closed network.
  await run('playwright', ['install', 'chromium'], {}, { signal: AbortSignal.timeout(240_000) });
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  console.log("Playwright's is out of reach.");
  await installPackages('chromium-headless-shell', 'fonts-liberation');
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    'The tests need Chromium and none can be had here. Install Chromium or Chrome, or set CHROMIUM_PATH to its program, and run npm test again.',
  );
}

function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, and nothing is there.`);
    return named;
  }
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const candidates = [...onPath, MAC, chromium.executablePath()];
  return candidates.find((path) => existsSync(path) && answers(path));
}

function answers(path: string): boolean {
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 15_000 });
    return true;
  } catch {
    return false;
  }
}
