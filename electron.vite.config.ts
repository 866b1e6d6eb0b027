import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import renderer from './renderer/vite.config.ts';
import { threadEntries } from './scripts/thread-entries.ts';

const FUNCTIONS = readdirSync('supabase/functions').filter((name) =>
  existsSync(`supabase/functions/${name}/handler.ts`),
);

/** The embedded server reads which functions take calls without a token from the file above their folder. */
function functionsConfig(): Plugin {
  return {
    name: 'functions-config',
    buildStart() {
      const fileName = 'supabase/config.toml';
      this.emitFile({ type: 'asset', fileName, source: readFileSync(fileName) });
    },
  };
}

/**
 * Main holds every program that Electron starts: main itself, the studio's process, and the two of solo mode.
 * The browser host runs the same sources as they are, on Node.
 */
export default defineConfig({
  main: {
    plugins: [threadEntries(), functionsConfig()],
    build: {
      outDir: 'out/main',
      externalizeDeps: true,
      sourcemap: false,
      rolldownOptions: {
        input: {
          main: resolve('electron/main/main.ts'),
          studio: resolve('electron/studio/main.ts'),
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
