import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.ts';

/** Electron's program, or why the desktop app cannot run here. */
export type ElectronProgram = { path: string } | { missing: 'display' | 'root' | 'program' };

const FOLDER = join(root, 'node_modules', 'electron');
const FETCH_PATIENCE = 120_000;
/** A network that has no way to Electron seldom gets one within the day: each start would wait for it again. */
const FAILED = join(root, '.cache', 'electron-not-fetched');
const ASK_AGAIN_AFTER = 24 * 60 * 60 * 1000;

/** What there is on this machine now. */
export function findElectron(
  env: NodeJS.ProcessEnv = process.env,
  uid: number | undefined = process.getuid?.(),
): ElectronProgram {
  if (process.platform === 'linux') {
    if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return { missing: 'display' };
    // Chromium's sandbox refuses root, and without it the app is not what it promises.
    if (uid === 0) return { missing: 'root' };
  }
  const path = programPath(env);
  return path !== null && existsSync(path) ? { path } : { missing: 'program' };
}

/** The same, fetched by Electron's own installer if it is missing. */
export function getElectron(env: NodeJS.ProcessEnv = process.env): ElectronProgram {
  const found = findElectron(env);
  if (!('missing' in found) || found.missing !== 'program' || failedLately()) return found;
  console.log("Fetching Electron's program…");
  spawnSync(process.execPath, [join(FOLDER, 'install.js')], {
    cwd: root,
    stdio: 'ignore',
    timeout: FETCH_PATIENCE,
  });
  const fetched = findElectron(env);
  if ('missing' in fetched) {
    mkdirSync(join(root, '.cache'), { recursive: true });
    writeFileSync(FAILED, '');
  }
  return fetched;
}

/** As `require('electron')` answers it, which would fetch what is missing. */
function programPath(env: NodeJS.ProcessEnv): string | null {
  const pathFile = join(FOLDER, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null;
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (dist) return join(dist, name ?? 'electron');
  return name === null ? null : join(FOLDER, 'dist', name);
}

function failedLately(): boolean {
  try {
    return Date.now() - statSync(FAILED).mtimeMs < ASK_AGAIN_AFTER;
  } catch {
    return false;
  }
}

/** A desktop app that ends this soon with an error never opened: a library of the system is missing, for one. */
const OPENED_AFTER = 5_000;

/** Runs the desktop app to its end and answers its exit code; null if it could not open. */
export async function runElectron(
  program: string,
  args: readonly string[],
): Promise<number | null> {
  const since = performance.now();
  const code = await run(program, ['.', ...args]).catch(() => 1);
  return code !== 0 && performance.now() - since < OPENED_AFTER ? null : code;
}
