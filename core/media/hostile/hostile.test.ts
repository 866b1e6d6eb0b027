import { readdirSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { AtelierError } from '../../../contract/errors.ts';
import { LibraryAsset } from '../../../contract/assets.ts';
import { countLibrary } from '../../library/library-list.ts';
import { testFolder } from '../../library/test-library.ts';
import { createImagePool } from '../image-pool.ts';
import { importFile } from '../import-file.ts';
import { scene, streamOf } from '../test-images.ts';
import { testStore } from '../test-store.ts';
import { type HostileFile, mutate, soundFiles, specialFiles } from './make-files.ts';

const FILES = process.env['ATELIER_CAMPAIGN'] === 'whole' ? 1_600 : 60;
const AT_ONCE = 3;
/** The limit of one file, and what a busy machine needs to end a process and to copy and hash before. */
const LONGEST = 15_000 + 15_000;
const MOST_MEMORY = 600;

const REASONS = new Set([
  'file_empty',
  'file_too_large',
  'file_unreadable',
  'unsupported_media',
  'timeout',
]);

/** The most memory (MB) that any process started by this one held, looked at every 50 ms (Linux). */
function watchChildren(): () => number {
  let most = 0;
  const look = () => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        if (!new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(status)) continue;
        const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
        most = Math.max(most, Number(peak ?? 0) / 1024);
      } catch {
        // It has ended meanwhile.
      }
    }
  };
  const timer = process.platform === 'linux' ? setInterval(look, 50) : undefined;
  onTestFinished(() => clearInterval(timer));
  return () => most;
}

test(
  `F7: ${FILES} odd or broken files: each is taken or refused with its reason, in time and in bounds`,
  async () => {
    const pool = createImagePool({ decoders: 2 });
    onTestFinished(() => pool.close());
    const { context, store, db, onDisk } = testStore(pool);
    const take = (bytes: Buffer) =>
      importFile(context, store, streamOf(bytes), { fileName: '../..\u0000/x\n.png' });
    const sound = await soundFiles(testFolder());
    for (const { name, bytes } of sound)
      expect([name, (await take(bytes)).fileName]).toEqual([name, 'x.png']);
    const special = await specialFiles();
    const files = (function* () {
      yield* special;
      for (let seed = special.length; seed < FILES; seed += 1) yield mutate(sound, seed);
    })();
    const memory = watchChildren();
    const counts: Record<string, number> = {};
    const wrong: string[] = [];
    let slowest = { name: '', milliseconds: 0 };

    async function tryOne({ name, bytes }: HostileFile): Promise<void> {
      const since = performance.now();
      let outcome = 'taken';
      try {
        LibraryAsset.parse(await take(bytes));
      } catch (error) {
        const known =
          error instanceof AtelierError && REASONS.has(error.code) && error.message !== '';
        outcome = error instanceof AtelierError ? error.code : String(error);
        if (!known) wrong.push(`${name}: ${String(error)}`);
      }
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      const milliseconds = Math.round(performance.now() - since);
      if (milliseconds > slowest.milliseconds) slowest = { name, milliseconds };
    }

    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const file of files) await tryOne(file);
      }),
    );
    console.log({ files: FILES, ...counts, slowest, 'most memory (MB)': Math.round(memory()) });
    expect(wrong).toEqual([]);
    expect(slowest.milliseconds).toBeLessThan(LONGEST);
    expect(memory()).toBeLessThan(MOST_MEMORY);
    // Nothing half-saved: an original and two thumbnails for each work, and nothing else.
    expect(onDisk()).toHaveLength(countLibrary(db).all * 3);
    expect((await take(await scene(77).png().toBuffer())).width).toBe(600);
  },
  40 * 60_000,
);
