import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as sources from '../backend/main.ts';
import { root } from './run.ts';

const { directory } = enableCompileCache();
// The processes that this one starts are half of a start.
if (directory) process.env['NODE_COMPILE_CACHE'] ??= dirname(directory);

/**
 * The commands of `backend/main.ts`: as they were built, in a tenth of the files, or as their sources stand where the
 * build is not theirs. Both are the same program.
 */
export async function loadProgram({ built }: { built: boolean }): Promise<typeof sources> {
  if (!built) return import('../backend/main.ts');
  const program: typeof sources = await import(
    pathToFileURL(join(root, 'out', 'main', 'atelier.js')).href
  );
  return program;
}
