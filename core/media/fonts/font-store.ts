import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '../../../contract/errors.ts';
import {
  type AbsentFont,
  BundledFont,
  FONT_LIMIT,
  type FontAbsence,
  type OwnFont,
  PLAIN_FONT_LIMIT,
} from '../../../contract/fonts.ts';
import type { LibraryContext } from '../../library/context.ts';
import {
  absentFonts,
  findFont,
  fontContent,
  forgetOldFonts,
  keepFont,
  listFonts,
  nameFont,
  sendFonts,
  unsentFonts,
} from '../../library/fonts.ts';
import type { FileStore } from '../../system/files.ts';
import type { AccountPaths } from '../../system/paths.ts';
import type { Typesetter } from '../compose/slide-layers.ts';
import type { SetWords, WordBox } from '../compose/set-words.ts';
import type { ImagePool } from '../image-pool.ts';

export interface FontStore {
  /**
   * Takes a font file: sniffed, taken apart and tried out where images are decoded, made plain, kept by its content.
   * Errors: `file_too_large`, `file_empty`, and those of `readFont`.
   */
  take(source: AsyncIterable<Uint8Array>): Promise<OwnFont>;
  /**
   * Keeps a font that another machine of the creator's made plain and sent, after the same trial as any file from
   * outside (rule S8). Errors: those of `readFont`, `file_unreadable` with the reason `other`, and of the file rules.
   */
  receive(sha256: string, source: AsyncIterable<Uint8Array>): Promise<void>;
  list(): OwnFont[];
  /** Those that brands name and that are not here. */
  absent(): AbsentFont[];
  /** Where the bytes of a font lie as a file, which is made if it has to be; nothing where they are not what they were. */
  fileOf(sha256: string): Promise<string | undefined>;
  /**
   * Sets words in a font. One that is not here, or in which words cannot be set, gives way to Inter; that is noted.
   * Errors: `timeout`, `cancelled`.
   */
  readonly setWords: Typesetter;
  /** Removes what no brand has named for long, and sends what the other machines were never given. */
  sweep(): Promise<void>;
}

export function createFontStore(deps: {
  context: LibraryContext;
  files: Pick<FileStore, 'stage'>;
  paths: Pick<AccountPaths, 'thumbnails' | 'staging'>;
  pool: ImagePool;
}): FontStore {
  const { context, files, paths, pool } = deps;
  const { db } = context;
  /** Copies whose bytes were looked at since the start. */
  const seen = new Set<string>();
  const unreadable = new Set<string>();

  const copyOf = (sha256: string) => join(paths.thumbnails, 'fonts', `${sha256}.ttf`);

  /** Where the bytes of a font lie for libvips; made anew where they are not what they should be. */
  async function fileOf(sha256: string): Promise<string | undefined> {
    const path = copyOf(sha256);
    if (seen.has(sha256) && (await isThere(path))) return path;
    const content = fontContent(db, sha256);
    if (!content || hashOf(content) !== sha256) return undefined;
    const there = await readFile(path).catch(() => undefined);
    if (!there?.equals(content)) await put(content, path);
    seen.add(sha256);
    return path;
  }

  /** Whole or not at all: libvips may be reading it. */
  async function put(content: Uint8Array, path: string): Promise<void> {
    await mkdir(paths.staging, { recursive: true, mode: 0o700 });
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    const staged = join(paths.staging, randomUUID());
    await writeFile(staged, content);
    await rename(staged, path);
  }

  function note(sha256: string): null {
    if (!unreadable.has(sha256)) {
      unreadable.add(sha256);
      context.command(['brands'], () => undefined);
    }
    return null;
  }

  /** Null where another font has to stand in. */
  async function inOwnFont(
    words: string,
    box: WordBox,
    sha256: string,
  ): Promise<SetWords | null | undefined> {
    const font = findFont(db, sha256);
    if (!font) return null;
    const file = await fileOf(sha256);
    if (file === undefined) return note(sha256);
    try {
      const lettering = { file, family: font.family };
      const drawn = await pool.drawWords({ words, box: { ...box, lettering } });
      if (!drawn) return undefined;
      return {
        input: Buffer.from(drawn.png, 'base64'),
        width: drawn.width,
        height: drawn.height,
      };
    } catch (error) {
      // Too slow or closed says nothing of the font.
      if (!(error instanceof AtelierError) || error.code !== 'file_unreadable') throw error;
      return note(sha256);
    }
  }

  async function keep(path: string, isPlain: boolean): Promise<OwnFont> {
    const target = `${path}-plain`;
    try {
      const { name, family, nameless } = await pool.readFont({ path, target, isPlain });
      const known = nameless === null ? undefined : findFont(db, nameless);
      if (known && !unreadable.has(known.sha256)) {
        // The brands that name it have it already: it is called what its file says, and stands once.
        context.command(['brands'], () => nameFont(db, { sha256: known.sha256, name }));
        return { id: known.sha256, name, isUnreadable: false };
      }
      const content = await readFile(target);
      const sha256 = hashOf(content);
      context.command(['brands'], () => keepFont(context, { sha256, name, family, content }));
      unreadable.delete(sha256);
      seen.delete(sha256);
      return { id: sha256, name, isUnreadable: false };
    } finally {
      await rm(target, { force: true });
    }
  }

  return {
    async take(source) {
      const staged = await files.stage(source, { maxBytes: FONT_LIMIT });
      try {
        return await keep(staged.path, false);
      } finally {
        await staged.discard().catch(() => undefined);
      }
    },
    async receive(sha256, source) {
      const staged = await files.stage(source, { maxBytes: PLAIN_FONT_LIMIT });
      try {
        if (staged.sha256 !== sha256) {
          const reason: FontAbsence = 'other';
          throw new AtelierError('file_unreadable', 'This is another font.', { reason });
        }
        await keep(staged.path, true);
      } finally {
        await staged.discard().catch(() => undefined);
      }
    },
    absent: () => absentFonts(db),
    fileOf,
    list: () =>
      listFonts(db).map(({ sha256, name }) => ({
        id: sha256,
        name,
        isUnreadable: unreadable.has(sha256),
      })),
    async setWords(words, box, font = 'inter-extra-bold') {
      // The image library comes with the first words, not with a start.
      const { bundledLettering, setWords } = await import('../compose/set-words.ts');
      const { data: bundled } = BundledFont.safeParse(font);
      if (bundled) return setWords(words, { ...box, lettering: bundledLettering(bundled) });
      const set = await inOwnFont(words, box, font);
      return set === null ? setWords(words, box) : set;
    },
    async sweep() {
      for (const sha256 of forgetOldFonts(context)) await rm(copyOf(sha256), { force: true });
      const unsent = unsentFonts(db);
      if (unsent.length > 0) context.command(['sync'], () => sendFonts(context, unsent));
    },
  };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
