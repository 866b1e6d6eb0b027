import { dirname, resolve } from 'node:path';
import type { Plugin } from 'vite';

const PROGRAM = /new URL\('([^']+\.ts)', import\.meta\.url\)/g;

/**
 * Programs of threads are named by URL beside the code that starts them, which Node runs as it is. A bundle moves
 * files: this builds each named program as a chunk of its own and puts its new address in the place of the old.
 */
export function threadEntries(): Plugin {
  return {
    name: 'thread-entries',
    transform(code, id) {
      if (!code.includes('import.meta.url')) return null;
      return code.replace(PROGRAM, (_match, path: string) => {
        const reference = this.emitFile({ type: 'chunk', id: resolve(dirname(id), path) });
        return `new URL(import.meta.ROLLUP_FILE_URL_${reference})`;
      });
    },
  };
}
