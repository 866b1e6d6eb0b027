import { rm } from 'node:fs/promises';
import { AtelierError } from '../../../contract/errors.ts';
import { INPUT_LIMIT, type InputFile } from '../../../contract/inputs.ts';
import { AUDIO_TYPES, INPUT_TYPES, InputType } from '../../../contract/media.ts';
import type { LibraryContext } from '../../library/context.ts';
import { findFile } from '../../library/files.ts';
import { findInput, forgetInput, inputArrived, oldInputs } from '../../library/input-files.ts';
import type { FileStore, StagedFile } from '../../system/files.ts';
import type { ImagePool } from '../image-pool.ts';
import { sniff } from '../sniff.ts';
import { sniffSound } from './sniff-sound.ts';

export interface InputStore {
  /**
   * Takes a file for orders to work with: sniffed, decoded if it is a picture, kept by its content. Nothing of it is
   * sent before an order names it. What is a work here already is not kept again.
   * Errors: `file_too_large`, `file_empty`, `unsupported_media`, `file_unreadable`, and those of the file rules.
   */
  take(source: AsyncIterable<Uint8Array>): Promise<InputFile>;
  /** Where its bytes lie, and what they are; nothing where no such file is known. */
  find(sha256: string): { path: string; mime: InputType } | undefined;
  pathOf(sha256: string, mime: InputType): string;
  /** Removes what no order took for long. */
  sweep(): Promise<void>;
}

/** `files`: a store on the folder of inputs. */
export function createInputStore(deps: {
  context: LibraryContext;
  files: FileStore;
  pool: ImagePool;
}): InputStore {
  const { context, files, pool } = deps;
  const { db } = context;
  const pathOf = (sha256: string, mime: InputType) => files.pathOf(sha256, INPUT_TYPES[mime]);

  async function read(staged: StagedFile): Promise<InputFile> {
    const { path, sha256, bytes, head } = staged;
    const { data: mime } = InputType.safeParse(sniff(head) ?? sniffSound(head));
    if (!mime) throw new AtelierError('unsupported_media', 'This kind of file is not taken.');
    if (mime in AUDIO_TYPES) return { sha256, mime, bytes, width: 0, height: 0 };
    const thumbnails = { 256: `${path}-256`, 1024: `${path}-1024` };
    try {
      const { width, height } = await pool.read({ path, mime: pictureType(mime), thumbnails });
      return { sha256, mime, bytes, width, height };
    } finally {
      await Promise.all(Object.values(thumbnails).map((made) => rm(made, { force: true })));
    }
  }

  return {
    async take(source) {
      const staged = await files.stage(source, { maxBytes: INPUT_LIMIT });
      try {
        const file = await read(staged);
        if (findFile(db, file.sha256)?.state === 'present') return file;
        await staged.keep(INPUT_TYPES[file.mime]);
        db.transaction(() => inputArrived(context, file));
        return file;
      } finally {
        await staged.discard().catch(() => undefined);
      }
    },
    find(sha256) {
      const file = findInput(db, sha256);
      return file && { path: pathOf(sha256, file.mime), mime: file.mime };
    },
    pathOf,
    async sweep() {
      for (const { sha256, mime } of oldInputs(context)) {
        db.transaction(() => forgetInput(db, sha256));
        await files.remove(sha256, INPUT_TYPES[mime]);
      }
    },
  };
}

function pictureType(mime: InputType): 'image/webp' | 'image/png' | 'image/jpeg' {
  if (mime === 'image/webp' || mime === 'image/png' || mime === 'image/jpeg') return mime;
  throw new AtelierError('unsupported_media', 'This is no picture.');
}
