import type { LibraryContext } from '../library/context.ts';
import { type FileRow, fileArrived, filesAfter, lacksLooks, setTones } from '../library/files.ts';
import type { Log } from '../system/log.ts';
import type { MediaStore } from './media-store.ts';

/** Rows looked at in one step, and files read in it: a step takes about a second of one core at most. */
const PAGE = 500;
const FILES = 3;
const PAUSE_MILLISECONDS = 2_000;

/** Makes the thumbnails of a file anew and stores what it looks like where that is not known yet. */
export async function readLooks(
  context: LibraryContext,
  store: MediaStore,
  file: FileRow,
): Promise<void> {
  const { sha256, mime, bytes, width, height } = file;
  const looks = await store.makeThumbnails(sha256, mime);
  if (lacksLooks(file) && !context.db.newer) {
    fileArrived(context.db, { sha256, mime, bytes, width, height, ...looks });
  }
}

/**
 * Reads files that came before Atelier stored what they look like, a few now and then, one at a time, so that imports
 * and thumbnails asked for go first. Goes through all of them once a start: one that cannot be read is left alone.
 */
export function fillLooks(
  context: LibraryContext,
  store: MediaStore,
  log: Log,
  pause = PAUSE_MILLISECONDS,
): { stop(): Promise<void>; done: Promise<void> } {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let stopped = false;
  let after = '';
  let running = Promise.resolve();
  let timer = setTimeout(run, pause).unref();

  async function step(): Promise<boolean> {
    const page = filesAfter(context.db, after, PAGE);
    const toneless = page.filter(({ palette, tones }) => palette !== null && tones === null);
    if (toneless.length > 0) context.db.transaction(() => setTones(context.db, toneless));
    let read = 0;
    for (const file of page) {
      if (stopped || read === FILES) return false;
      after = file.sha256;
      if (file.state !== 'present' || !lacksLooks(file)) continue;
      read += 1;
      await readLooks(context, store, file).catch((error: unknown) =>
        log.warn('a file cannot be read again', { sha256: file.sha256, error }),
      );
    }
    return page.length < PAGE;
  }

  function run(): void {
    running = step()
      .catch((error: unknown) => {
        log.error('reading files again failed', { error });
        return true;
      })
      .then((ended) => {
        if (ended || stopped) resolve();
        else timer = setTimeout(run, pause).unref();
      });
  }

  return {
    done,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      resolve();
      await running;
    },
  };
}
