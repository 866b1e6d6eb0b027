import { createHash } from 'node:crypto';
import { mkdir, open, readFile, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { z } from 'zod';

/**
 * One file for a whole folder: the hash of what follows (32 bytes), then, as one zstd frame, the length of the index
 * (4 bytes), the index, and the bytes of all files one after the other.
 */
const Index = z.object({
  folders: z.array(z.string()),
  files: z.array(z.object({ path: z.string(), bytes: z.int().min(0) })),
});

const HASH_BYTES = 32;
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;
const LANES = 16;

/** The folder as one buffer. Links and devices are left out. */
export async function packFolder(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const pathOf = (entry: (typeof entries)[number]): string =>
    join(entry.parentPath, entry.name)
      .slice(folder.length + 1)
      .replaceAll(sep, '/');
  const folders = entries.filter((entry) => entry.isDirectory()).map(pathOf);
  const paths = entries.filter((entry) => entry.isFile()).map(pathOf);
  const contents = await Promise.all(paths.map((path) => readFile(join(folder, path))));
  const files = paths.map((path, at) => ({ path, bytes: contents[at]?.byteLength ?? 0 }));
  const index = Buffer.from(JSON.stringify({ folders: folders.sort(), files }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(index.byteLength);
  const packed = await promisify(zstdCompress)(Buffer.concat([length, index, ...contents]), {
    params: { [constants.ZSTD_c_compressionLevel]: 12 },
  });
  return Buffer.concat([createHash('sha256').update(packed).digest(), packed]);
}

/** Writes a packed folder to `folder`, without flushing it. Throws when the archive is damaged. */
export async function unpackFolder(archive: Buffer, folder: string): Promise<void> {
  const packed = archive.subarray(HASH_BYTES);
  const hash = createHash('sha256').update(packed).digest();
  if (!hash.equals(archive.subarray(0, HASH_BYTES))) throw new Error('the archive is damaged');
  const bytes = await promisify(zstdDecompress)(packed, { maxOutputLength: MAX_UNPACKED_BYTES });
  const start = 4 + bytes.readUInt32BE(0);
  const { folders, files } = Index.parse(JSON.parse(bytes.subarray(4, start).toString('utf8')));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const path of folders) await mkdir(within(folder, path), { recursive: true, mode: 0o700 });
  let offset = start;
  const waiting = files.map((file) => ({ ...file, offset: (offset += file.bytes) - file.bytes }));
  async function lane(): Promise<void> {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const file = await open(within(folder, next.path), 'wx', 0o600);
      try {
        await file.writeFile(bytes.subarray(next.offset, next.offset + next.bytes));
      } finally {
        await file.close();
      }
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
}

function within(folder: string, path: string): string {
  const odd = path.split('/').some((part) => part === '' || part === '.' || part === '..');
  if (odd || path.includes('\\')) throw new Error(`the archive names a strange path: ${path}`);
  return join(folder, path);
}
