import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import renderer from './renderer/vite.config.ts';
import { threadEntries } from './scripts/thread-entries.ts';

const FUNCTIONS = readdirSync('supabase/functions').filter((name) =>
  existsSync(`supabase/functions/${name}/handler.ts`),
);

/**
 * Main holds every program of both hosts: Electron's main and the studio's process, the command line with the browser
 * host in it, and the two of solo mode, which all share. What package.json names under `dependencies` stays a package:
 * it has native code or files of its own beside it, or comes with its first job only. All else is bundled, since a start
 * would have Node find, read and link hundreds of files one by one.
 */
export default defineConfig({
  main: {
    plugins: [threadEntries({ 'supabase/functions': 'out/main/supabase/functions' })],
    build: {
      outDir: 'out/main',
      sourcemap: false,
      rolldownOptions: {
        input: {
          main: resolve('electron/main/main.ts'),
          studio: resolve('electron/studio/main.ts'),
          atelier: resolve('backend/main.ts'),
          'solo-backend': resolve('backend/solo/backend.ts'),
          'solo-worker': resolve('backend/solo/worker.ts'),
          // The embedded server loads functions by name from a folder.
          ...Object.fromEntries(
            FUNCTIONS.map((name) => [
              `supabase/functions/${name}/handler`,
              resolve(`supabase/functions/${name}/handler.ts`),
            ]),
          ),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can load nothing: it is one CommonJS file with all it needs inside.
      externalizeDeps: false,
      sourcemap: false,
      rolldownOptions: {
        input: { preload: resolve('electron/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
      },
    },
  },
  renderer,
});
