import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

const NAMED = /new URL\((['"])(\.{0,2}[^'":]+?(?:\.ts|\/))\1, import\.meta\.url\)/g;
const MARKED = /atelier-moved:([^"'`]+)/g;

/**
 * Programs of threads (`…/image-decoder.ts`) and folders of data (`…/supabase/`) are named by URL beside the code that
 * uses them, which Node runs as it is. A bundle moves that code: this builds each named program as a file of its own
 * below `threads/` and lets every URL say where its program or folder lies seen from the bundle. Folders stay where
 * they are in the project, and a packaged app has them at the same place.
 */
export function threadEntries(): Plugin {
  let root = '';
  let out = '';

  function fromRoot(path: string): string {
    return relative(root, path).split(sep).join('/');
  }

  return {
    name: 'thread-entries',
    // Before the types are taken out, which rewrites quotes.
    enforce: 'pre',
    configResolved(config) {
      root = config.root;
      out = resolve(root, config.build.outDir);
    },
    transform(code, id) {
      if (!code.includes('import.meta.url')) return null;
      const emitted = (program: string): string => {
        const fileName = `threads/${basename(program, '.ts')}.js`;
        this.emitFile({ type: 'chunk', id: program, fileName });
        return fileName;
      };
      return code.replace(NAMED, (_match, _quote, path: string) => {
        const named = resolve(dirname(id), path);
        const moved = path.endsWith('/')
          ? `${fromRoot(named)}/`
          : fromRoot(join(out, emitted(named)));
        return `new URL('atelier-moved:${moved}', import.meta.url)`;
      });
    },
    renderChunk(code, chunk) {
      if (!code.includes('atelier-moved:')) return null;
      const here = fromRoot(join(out, dirname(chunk.fileName)));
      return code.replace(
        MARKED,
        (_match, path: string) => `./${posix.relative(here, path)}${path.endsWith('/') ? '/' : ''}`,
      );
    },
  };
}
