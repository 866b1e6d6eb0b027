import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import renderer from './renderer/vite.config.ts';
import { threadEntries } from './scripts/thread-entries.ts';

const FUNCTIONS = readdirSync('supabase/functions').filter((name) =>
  existsSync(`supabase/functions/${name}/handler.ts`),
);

/**
 * Packages that a start loads, hundreds of files that Node would find, read and link one by one. What has native code or
 * files of its own beside it, and the vendors' kits that come with their first job, stay packages.
 */
const BUNDLED = [
  '@hono/node-server',
  '@orpc/client',
  '@orpc/contract',
  '@orpc/server',
  '@supabase/supabase-js',
  '@tus/file-store',
  '@tus/server',
  'csv-parse',
  'hono',
  'jose',
  'replicate',
  'smol-toml',
  'tus-js-client',
  'uqr',
  'uuid',
  'ws',
  'zod',
];

/**
 * Main holds every program of both hosts: Electron's main and the studio's process, the command line with the browser
 * host in it, and the two of solo mode, which all share.
 */
export default defineConfig({
  main: {
    plugins: [threadEntries({ 'supabase/functions': 'out/main/supabase/functions' })],
    build: {
      outDir: 'out/main',
      externalizeDeps: { exclude: BUNDLED },
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
