import * as nodeFs from 'node:fs/promises';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash, randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createFileStore, type FileSystem } from './files.ts';

function folders() {
  const root = mkdtempSync(join(tmpdir(), 'atelier-files-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return { media: join(root, 'media'), staging: join(root, 'staging') };
}

async function* chunks(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield part;
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

/** Fails at the n-th operation, on folders and on open files alike; counts them all. */
function failingAt(n: number, code: string): { fs: FileSystem; count: () => number } {
  let operations = 0;
  const step = () => {
    operations += 1;
    if (operations === n) throw Object.assign(new Error(code), { code });
  };
  const fs: FileSystem = {
    mkdir: ((...args: Parameters<typeof nodeFs.mkdir>) => (step(), nodeFs.mkdir(...args))) as never,
    rename: async (...args) => (step(), nodeFs.rename(...args)),
    // Cleaning up must work, or nothing could be promised.
    rm: (...args) => nodeFs.rm(...args),
    readdir: nodeFs.readdir,
    async open(...args) {
      step();
      const handle = await nodeFs.open(...args);
      return new Proxy(handle, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          if (name !== 'writeFile' && name !== 'sync') return value.bind(target);
          return async (...inner: unknown[]) => {
            step();
            return (value as (...all: unknown[]) => Promise<unknown>).apply(target, inner);
          };
        },
      });
    },
  };
  return { fs, count: () => operations };
}

test('F1: a file lies where its content says, whole', async () => {
  const place = folders();
  const store = createFileStore(place);
  const bytes = randomBytes(300_000);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const staged = await store.stage(chunks(bytes.subarray(0, 7), bytes.subarray(7)), {
    maxBytes: 1_000_000,
  });
  expect(staged).toMatchObject({ sha256, bytes: 300_000 });
  const path = await staged.keep('png');
  expect(path).toBe(join(place.media, sha256.slice(0, 2), `${sha256.slice(2)}.png`));
  expect(await nodeFs.readFile(path)).toEqual(bytes);
  expect(readdirSync(place.staging)).toEqual([]);
  for await (const found of store.list()) expect(found).toEqual({ sha256, path });
});

test('F1: the same content again is the same file', async () => {
  const place = folders();
  const store = createFileStore(place);
  for (let round = 0; round < 2; round += 1) {
    const staged = await store.stage(chunks(Buffer.from('same')), { maxBytes: 10 });
    await staged.keep('png');
  }
  expect(filesIn(place.media)).toHaveLength(1);
});

test('F5: whichever operation fails, the error is typed, nothing stays, and a retry works', async () => {
  const whole = folders();
  const counted = failingAt(Number.POSITIVE_INFINITY, '');
  const probe = createFileStore(whole, counted.fs);
  await (
    await probe.stage(chunks(Buffer.from('a'), Buffer.from('b')), { maxBytes: 9 })
  ).keep('png');
  expect(counted.count()).toBeGreaterThan(8);

  const codes = [
    ['ENOSPC', 'disk_full'],
    ['EROFS', 'disk_read_only'],
    ['EMFILE', 'too_many_files'],
  ] as const;
  for (const [system, code] of codes) {
    for (let n = 1; n <= counted.count(); n += 1) {
      const place = folders();
      const store = createFileStore(place, failingAt(n, system).fs);
      const attempt = async () => {
        const staged = await store.stage(chunks(Buffer.from('a'), Buffer.from('b')), {
          maxBytes: 9,
        });
        try {
          return await staged.keep('png');
        } finally {
          await staged.discard();
        }
      };
      await expect(attempt(), `${system} at ${n}`).rejects.toMatchObject({ code });
      await nodeFs.mkdir(place.staging, { recursive: true });
      expect(filesIn(place.staging), `${system} at ${n}`).toEqual([]);
      const path = await attempt();
      expect(await nodeFs.readFile(path, 'utf8')).toBe('ab');
      expect(filesIn(place.media)).toHaveLength(1);
    }
  }
});

test('F5: a source that breaks off leaves nothing', async () => {
  const place = folders();
  const store = createFileStore(place);
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    throw new Error('the connection was lost');
  }
  await expect(store.stage(broken(), { maxBytes: 100 })).rejects.toThrow('lost');
  expect(readdirSync(place.staging)).toEqual([]);
});

test('F7: too many bytes, no bytes, and names that would leave the folder are refused', async () => {
  const place = folders();
  const store = createFileStore(place);
  await expect(store.stage(chunks(Buffer.alloc(11)), { maxBytes: 10 })).rejects.toMatchObject({
    code: 'file_too_large',
  });
  await expect(store.stage(chunks(), { maxBytes: 10 })).rejects.toMatchObject({
    code: 'file_empty',
  });
  expect(readdirSync(place.staging)).toEqual([]);
  const sha256 = 'a'.repeat(64);
  for (const [name, extension] of [
    ['../'.repeat(20), 'png'],
    [sha256.toUpperCase(), 'png'],
    [sha256, '../png'],
    [sha256, ''],
  ] as const) {
    expect(() => store.pathOf(name, extension)).toThrow(/no name/);
  }
});

test('what was left in staging is swept', async () => {
  const place = folders();
  await nodeFs.mkdir(place.staging, { recursive: true });
  await nodeFs.writeFile(join(place.staging, 'left'), 'x');
  await createFileStore(place).sweepStaging();
  expect(readdirSync(place.staging)).toEqual([]);
});
