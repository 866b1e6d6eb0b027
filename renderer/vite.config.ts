import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The renderer's build, the same for both hosts: electron-vite and a plain `vite build -c` read it from the
 * project's root. Paths stay relative, so it runs under `atelier://app/` and under the browser host alike.
 */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react(), tailwindcss()],
  build: {
    // Absolute: electron-vite takes a relative one from where it runs, vite itself from `root`.
    outDir: resolve('out/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    minify: true,
    sourcemap: false,
    rolldownOptions: { input: resolve('renderer/index.html') },
    // Everything is read from this machine: one large file costs less than many small ones.
    chunkSizeWarningLimit: 2_000,
    // No data: fonts; the page's policy loads fonts from its own origin only.
    assetsInlineLimit: 0,
  },
});
