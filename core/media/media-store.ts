import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '../../contract/errors.ts';
import {
  extensionOf,
  isVideo,
  MEDIA_LIMITS,
  type MediaType,
  THUMBNAIL_SIZES,
  type ThumbnailSize,
} from '../../contract/media.ts';
import type { FileFacts, FileLooks } from '../library/files.ts';
import { asAtelierError } from '../system/failures.ts';
import type { FileStore, StagedFile } from '../system/files.ts';
import { putAside } from '../system/lost-files.ts';
import { type AccountPaths, lostFolder } from '../system/paths.ts';
import { createTurns } from '../system/turns.ts';
import type { ImagePool } from './image-pool.ts';
import type { Looks } from './read-image.ts';
import type { Embedded } from './recipes/read-recipe.ts';
import { SNIFF_BYTES, sniff } from './sniff.ts';
import { readVideo } from './video/read-video.ts';

/** A file that was checked and decoded, but has no place among the originals yet. */
export interface CheckedFile {
  facts: FileFacts & FileLooks;
  /** What it says of how and when it was made. */
  embedded: Embedded;
  /** Seconds of a video. */
  duration: number | null;
}

export interface MediaStore {
  /**
   * Copies a stream to the staging folder, hashes and decodes it, and makes its thumbnails; then `use` may look at
   * what it is and `keep` it. Whatever is not kept, or kept without a row, is gone afterwards. `use` is alone
   * with this content.
   * Errors: those of the file rules and of `readImage`, `unsupported_media`.
   */
  receive<T>(
    source: AsyncIterable<Uint8Array>,
    use: (staged: IncomingFile) => Promise<T>,
  ): Promise<T>;
  /** What a file carries beside its pixels; nothing of it is kept. Errors: as of `receive`. */
  readCarried(source: AsyncIterable<Uint8Array>): Promise<Embedded>;
  /**
   * Makes the thumbnails of a content from a smaller picture of it; the picture is not kept. Errors: as of `receive`.
   */
  receiveSmall(sha256: string, source: AsyncIterable<Uint8Array>): Promise<Looks>;
  /** Removes an original and leaves its thumbnails, if `release` says that it may go. Answers whether it went. */
  removeOriginal(sha256: string, mime: MediaType, release: () => boolean): Promise<boolean>;
  originalPath(sha256: string, mime: MediaType): string;
  thumbnailPath(sha256: string, size: ThumbnailSize): string;
  /** Makes the thumbnails of an original anew. Errors: those of `readImage`. */
  makeThumbnails(sha256: string, mime: MediaType): Promise<Looks>;
  /** Removes original and thumbnails if `forget` says that nothing names them. */
  removeUnless(sha256: string, mime: MediaType, forget: () => boolean): Promise<void>;
  /**
   * Puts every original that no row knows into `lost+found` and removes its thumbnails; answers how many originals.
   * Never deleted: after a database of yesterday was put back, they are the works of today.
   */
  removeStrangers(): Promise<number>;
  /** What a file is by its first bytes. */
  typeOf(path: string): Promise<MediaType | undefined>;
  /** Runs work while nothing else keeps or removes the file of this content. */
  alone<T>(sha256: string, work: () => Promise<T>): Promise<T>;
  /** From now on no original is removed, until the answered function is called: a backup is reading them. */
  holdAll(): () => void;
}

export interface IncomingFile {
  readonly sha256: string;
  /** Sniffs and decodes it. */
  check(): Promise<CheckedFile>;
  /** Gives it its place (rule F1). To be followed by its row. */
  keep(mime: MediaType): Promise<void>;
}

export function createMediaStore(options: {
  files: FileStore;
  paths: AccountPaths;
  pool: ImagePool;
  /** Whether a row knows this content. */
  isKnown: (sha256: string) => boolean;
}): MediaStore {
  const { files, paths, pool, isKnown } = options;
  // Keeping a file and its row on one side, removing an unnamed one on the other, must not overlap (rule F2).
  const turns = createTurns();
  let holds = 0;

  function thumbnailPath(sha256: string, size: ThumbnailSize): string {
    return join(paths.thumbnails, sha256.slice(0, 2), `${sha256}-${size}.webp`);
  }

  async function decode(path: string, sha256: string, mime: MediaType) {
    await mkdir(join(paths.thumbnails, sha256.slice(0, 2)), { recursive: true, mode: 0o700 });
    const thumbnails = {
      256: thumbnailPath(sha256, 256),
      1024: thumbnailPath(sha256, 1024),
    };
    if (isVideo(mime)) return readVideo(pool, { path, mime, thumbnails });
    return { ...(await pool.read({ path, mime, thumbnails })), duration: null };
  }

  async function check(staged: StagedFile): Promise<CheckedFile> {
    const mime = typeOf(staged);
    const { recipe, madeAt, duration, ...seen } = await decode(staged.path, staged.sha256, mime);
    const { sha256, bytes } = staged;
    return { facts: { sha256, mime, bytes, ...seen }, embedded: { recipe, madeAt }, duration };
  }

  async function undo(sha256: string, kept: MediaType | undefined): Promise<void> {
    await removeThumbnails(sha256);
    if (kept) await files.remove(sha256, extensionOf(kept));
  }

  async function removeThumbnails(sha256: string): Promise<void> {
    for (const size of THUMBNAIL_SIZES) await rm(thumbnailPath(sha256, size), { force: true });
  }

  return {
    async receive(source, use) {
      const staged = await files.stage(source, { maxBytes: MEDIA_LIMITS.bytes });
      const { sha256 } = staged;
      let kept: MediaType | undefined;
      const incoming: IncomingFile = {
        sha256,
        check: () => check(staged),
        async keep(mime) {
          kept = mime;
          await staged.keep(extensionOf(mime));
        },
      };
      return turns.take(sha256, async () => {
        try {
          return await use(incoming);
        } catch (error) {
          if (!isKnown(sha256)) await undo(sha256, kept).catch(() => undefined);
          throw asAtelierError(error);
        } finally {
          await staged.discard().catch(() => undefined);
        }
      });
    },
    async readCarried(source) {
      const staged = await files.stage(source, { maxBytes: MEDIA_LIMITS.bytes });
      try {
        const mime = typeOf(staged);
        if (isVideo(mime)) return { recipe: null, madeAt: null };
        return await pool.readCarried({ path: staged.path, mime });
      } finally {
        await staged.discard().catch(() => undefined);
      }
    },
    async receiveSmall(sha256, source) {
      const staged = await files.stage(source, { maxBytes: MEDIA_LIMITS.bytes });
      try {
        const mime = typeOf(staged);
        return await turns.take(sha256, async () => {
          const { thumbhash, palette, phash } = await decode(staged.path, sha256, mime);
          return { thumbhash, palette, phash };
        });
      } finally {
        await staged.discard().catch(() => undefined);
      }
    },
    removeOriginal: (sha256, mime, release) =>
      turns.take(sha256, async () => {
        if (holds > 0 || !release()) return false;
        await files.remove(sha256, extensionOf(mime));
        return true;
      }),
    originalPath: (sha256, mime) => files.pathOf(sha256, extensionOf(mime)),
    thumbnailPath,
    async makeThumbnails(sha256, mime) {
      const path = files.pathOf(sha256, extensionOf(mime));
      const { thumbhash, palette, phash } = await decode(path, sha256, mime);
      return { thumbhash, palette, phash };
    },
    removeUnless: (sha256, mime, forget) =>
      turns.take(sha256, async () => {
        // What is held now is found unnamed again later.
        if (holds > 0 || !forget()) return;
        await files.remove(sha256, extensionOf(mime));
        await removeThumbnails(sha256);
      }),
    async removeStrangers() {
      let removed = 0;
      for await (const { sha256, path } of files.list()) {
        await turns.take(sha256, async () => {
          if (isKnown(sha256)) return;
          await putAside(lostFolder(paths), path);
          removed += 1;
        });
      }
      for await (const sha256 of thumbnailsIn(paths.thumbnails)) {
        await turns.take(sha256, async () => {
          if (!isKnown(sha256)) await removeThumbnails(sha256);
        });
      }
      return removed;
    },
    typeOf: async (path) => sniff(await headOf(path)),
    alone: (sha256, work) => turns.take(sha256, work),
    holdAll() {
      holds += 1;
      let held = true;
      return () => {
        if (held) holds -= 1;
        held = false;
      };
    },
  };
}

function typeOf({ head }: StagedFile): MediaType {
  const mime = sniff(head);
  if (!mime) throw new AtelierError('unsupported_media', 'This kind of file is not taken.');
  return mime;
}

/** As many first bytes of a file as `sniff` needs. */
async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function* thumbnailsIn(folder: string): AsyncGenerator<string> {
  for (const part of await readdir(folder).catch(() => [])) {
    for (const name of await readdir(join(folder, part)).catch(() => [])) {
      const sha256 = /^([0-9a-f]{64})-\d+\.webp$/.exec(name)?.[1];
      if (sha256 !== undefined) yield sha256;
    }
  }
}
