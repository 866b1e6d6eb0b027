import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import type { LibraryAsset } from '../../contract/assets.ts';
import { THUMBNAIL_SIZES } from '../../contract/media.ts';
import { fileArrived, findFile } from '../library/files.ts';
import { findWorks } from '../library/works.ts';
import { enqueuePush, enqueueUpload } from '../library/outbox.ts';
import { testLibrary, workRow } from '../library/test-library.ts';
import { createImagePool, type ImagePool } from '../media/image-pool.ts';
import { importFile } from '../media/import-file.ts';
import { createMediaStore } from '../media/media-store.ts';
import { streamOf } from '../media/test-images.ts';
import { createFileStore } from '../system/files.ts';
import { newId } from '../system/ids.ts';
import { silentLog } from '../system/log.ts';
import { createTasks, type TaskControl } from '../system/tasks.ts';
import type { StorageContext } from './storage-context.ts';

/** A real library with real files and the care of it. For tests of this folder, which may look into the others. */
export function testStorage(folder = '.', shared?: ImagePool) {
  const library = testLibrary({ folder });
  const { folder: root, db, context } = library;
  // Nobody pulls the plug here, and other tests wait for this disk.
  db.run('pragma synchronous = OFF');
  const paths = {
    root,
    database: join(root, 'studio.sqlite'),
    media: join(root, 'media'),
    thumbnails: join(root, 'thumbnails'),
    staging: join(root, 'staging'),
  };
  const files = createFileStore(paths);
  const pool = shared ?? createImagePool({ decoders: 2 });
  if (!shared) onTestFinished(() => pool.close());
  const store = createMediaStore({
    files,
    paths,
    pool,
    isKnown: (sha256) => findFile(db, sha256) !== undefined,
  });
  const storage: StorageContext = { library: context, originals: store, paths };
  const tasks = createTasks({ clock: context.clock, log: silentLog, changed: () => undefined });
  onTestFinished(() => tasks.stop());
  async function take(seed: number): Promise<LibraryAsset> {
    const bytes = await png(seed);
    return importFile(context, store, streamOf(bytes), { fileName: `p${seed}.png` });
  }

  /** Many at once, as if each had been imported, without the wait for the disk. */
  async function takeMany(count: number, first = 1): Promise<LibraryAsset[]> {
    const thumbnail = await sharp(await png(0))
      .webp()
      .toBuffer();
    const contents = await Promise.all(
      Array.from({ length: count }, async (_, index) => png(first + index)),
    );
    const ids = contents.map((bytes) => {
      const facts = { sha256: hashOf(bytes), mime: 'image/png', bytes: bytes.length } as const;
      const places = [
        store.originalPath(facts.sha256, facts.mime),
        ...THUMBNAIL_SIZES.map((size) => store.thumbnailPath(facts.sha256, size)),
      ];
      for (const [index, place] of places.entries()) {
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, index === 0 ? bytes : thumbnail);
      }
      return { id: newId(), ...facts, width: 3, height: 3 };
    });
    context.command([], () => {
      for (const { id, ...facts } of ids) {
        fileArrived(db, { ...facts, thumbhash: 'AA==' });
        enqueueUpload(context, facts);
        const fields = { ...workRow(id, facts), file_name: `${id}.png`, storage_path: null };
        enqueuePush(context, { table: 'user_library', rowId: id, op: 'upsert', fields });
      }
    });
    return findWorks(
      db,
      ids.map(({ id }) => id),
    );
  }
  return { ...library, root, paths, files, store, storage, tasks, take, takeMany };
}

/** A small picture of its own for each seed. */
export function png(seed: number): Promise<Buffer> {
  const data = Buffer.from(hashOf(Buffer.from(String(seed))), 'hex').subarray(0, 27);
  return sharp(data, { raw: { width: 3, height: 3, channels: 3 } })
    .png()
    .toBuffer();
}

export const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A task outside of any registry, for calling the work itself. */
export function control(
  signal: AbortSignal = new AbortController().signal,
): TaskControl & { seen: TaskSeen } {
  const seen: TaskSeen = { done: 0, total: 0, bytes: 0 };
  return {
    id: '00000000-0000-7000-8000-000000000000',
    signal,
    seen,
    progress({ done = 0, total = 0, bytes = 0 }) {
      seen.done += done;
      seen.total += total;
      seen.bytes += bytes;
    },
  };
}

interface TaskSeen {
  done: number;
  total: number;
  bytes: number;
}
