import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const MAIN = join(ROOT, 'out', 'main', 'main.js');

/** The module's exports, as the test looks at them. */
export type Desktop = Awaited<ReturnType<typeof loadDouble>>;

function loadDouble() {
  return import('./electron.ts');
}

/**
 * Runs the built main of the desktop app in this process, with the double in the place of `electron`.
 * One start a process: main is a module, and modules load once.
 */
export async function startDesktop(dataDir: string): Promise<Desktop> {
  if (!existsSync(MAIN)) throw new Error('The desktop app is not built: npm run build.');
  const double = new URL('./electron.ts', import.meta.url).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
  });
  process.argv.push('--data', dataDir);
  await import(pathToFileURL(MAIN).href);
  return loadDouble();
}
