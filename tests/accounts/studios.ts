import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { LibraryAsset } from '../../contract/assets.ts';
import type { BackendLink } from '../../contract/solo.ts';
import type { Studio } from '../../core/studio.ts';
import { openTestStudio, type TestStudio } from '../../core/test-studio.ts';

/** The whole studio of one machine, called as a renderer calls it. */
export interface Machine {
  readonly data: string;
  readonly studio: Studio;
  readonly calls: TestStudio['calls'];
  /** Works are made here, with pixels of their own. */
  importPicture(seed: number): Promise<LibraryAsset>;
  works(): Promise<LibraryAsset[]>;
  close(): Promise<void>;
}

export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-accounts-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function openMachine(
  data: string = testFolder(),
  network: typeof fetch = fetch,
): Promise<Machine> {
  const { studio, calls } = await openTestStudio(data, { fetch: network });
  onTestFinished(() => studio.close());
  return {
    data,
    studio,
    calls,
    async importPicture(seed) {
      const answer = await studio.media(
        new Request('http://media/import', {
          method: 'POST',
          body: await noise(seed),
          headers: { 'x-file-name': `picture-${seed}.png` },
        }),
      );
      return LibraryAsset.parse(((await answer.json()) as { value: unknown }).value);
    },
    async works() {
      const { items } = await calls.library.list({ shelf: 'all', sort: 'oldest' });
      return items;
    },
    close: () => studio.close(),
  };
}

/** A small picture that is like no other. */
async function noise(seed: number): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = Buffer.alloc(48 * 32 * 3, seed % 251);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at * (seed + 7)) % 253;
  const raw = { width: 48, height: 32, channels: 3 as const };
  return new Uint8Array(await sharp(pixels, { raw }).png().toBuffer());
}

export const projectOf = ({ url, anonKey }: BackendLink) => ({ url, anonKey });

/** What a call is refused with. */
export const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: { data?: unknown }) => error.data,
  );

export async function until(what: string, holds: () => unknown): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it never came to it that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export const allSent = (machine: Machine) =>
  until('all is sent', async () => {
    const { state, pending } = await machine.calls.sync.status();
    return state === 'idle' && pending === 0;
  });
