import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

const HERE = import.meta.dirname;

/** Builds the renderer as it ships into a temporary folder, and the fake host as one script. */
export async function buildPreview(): Promise<{ dir: string; fakeHost: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'atelier-preview-'));
  await build({
    configFile: join(HERE, '../../renderer/vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: dir },
  });
  const output = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      lib: { entry: join(HERE, 'fake-host.ts'), formats: ['iife'], name: 'preview' },
    },
  });
  const [bundle] = Array.isArray(output) ? output : [output];
  const chunk = bundle && 'output' in bundle ? bundle.output[0] : undefined;
  if (chunk?.type !== 'chunk') throw new Error('the fake host was not built');
  return { dir, fakeHost: chunk.code };
}
