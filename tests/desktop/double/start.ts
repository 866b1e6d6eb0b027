import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The module's exports, as the test looks at them. */
export type Desktop = Awaited<ReturnType<typeof loadDouble>>;

function loadDouble() {
  return import('./electron.ts');
}

export interface StartOptions {
  dataDir: string;
  /** Where the app lies. Default: the project, as it was built. */
  root?: string;
  /** More arguments, a link for one. */
  arguments?: readonly string[];
  machine?: Partial<Desktop['machine']>;
}

/**
 * Runs the built main of the desktop app in this process, with the double in the place of `electron`.
 * One start a process: main is a module, and modules load once.
 */
export async function startDesktop(options: StartOptions): Promise<Desktop> {
  const main = join(options.root ?? ROOT, 'out', 'main', 'main.js');
  if (!existsSync(main)) throw new Error('The desktop app is not built: npm run build.');
  const double = await loadDouble();
  Object.assign(double.machine, options.machine);
  const url = new URL('./electron.ts', import.meta.url).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url, shortCircuit: true } : next(specifier, context),
  });
  process.argv.push('--data', options.dataDir, ...(options.arguments ?? []));
  await import(pathToFileURL(main).href);
  return double;
}
