import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

const NAMED = /new URL\((['"])(\.{0,2}[^'":]+?(?:\.ts|\.json|\/))\1, import\.meta\.url\)/g;
const MARKED = /atelier-moved:([^"'`]+)/g;

/**
 * Programs of threads and processes (`…/image-decoder.ts`), and folders and files of data (`…/supabase/`), are named by
 * URL beside the code that uses them, which Node runs as it is. A bundle moves that code: this builds each named program
 * as a file of its own, below `threads/` if it is no entry anyway, and lets every URL say where its program or data lies
 * seen from the bundle. Data stays where it is in the project, and a packaged app has it at the same place; `built` names
 * the folders that are built elsewhere, both from the project's root.
 */
export function threadEntries(built: Readonly<Record<string, string>> = {}): Plugin {
  let root = '';
  let out = '';
  let entries = new Map<string, string>();

  function fromRoot(path: string): string {
    return relative(root, path).split(sep).join('/');
  }

  return {
    name: 'thread-entries',
    // Before the types are taken out, which rewrites quotes.
    enforce: 'pre',
    configResolved({ root: configured, build }) {
      root = configured;
      out = resolve(root, build.outDir);
      const { input = {} } = build.rolldownOptions;
      if (typeof input === 'object' && !Array.isArray(input))
        entries = new Map(Object.entries(input).map(([name, path]) => [path, `${name}.js`]));
    },
    transform(code, id) {
      if (!code.includes('import.meta.url')) return null;
      const emitted = (program: string): string => {
        const entry = entries.get(program);
        if (entry !== undefined) return entry;
        const fileName = `threads/${basename(program, '.ts')}.js`;
        this.emitFile({ type: 'chunk', id: program, fileName });
        return fileName;
      };
      return code.replace(NAMED, (_match, _quote, path: string) => {
        const named = resolve(dirname(id), path);
        const here = fromRoot(named);
        const moved = path.endsWith('.ts')
          ? fromRoot(join(out, emitted(named)))
          : `${built[here] ?? here}${path.endsWith('/') ? '/' : ''}`;
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
