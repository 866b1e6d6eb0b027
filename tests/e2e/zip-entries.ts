import { readFile } from 'node:fs/promises';
import { BlobReader, type Entry, ZipReader } from '@zip.js/zip.js';

/** What lies in a zip file. */
export async function entriesOf(path: string): Promise<Entry[]> {
  const zip = new ZipReader(new BlobReader(new Blob([new Uint8Array(await readFile(path))])));
  const entries = await zip.getEntries();
  await zip.close();
  return entries;
}
