import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { AtelierError } from '../../../contract/errors.ts';
import { FONT_LIMIT } from '../../../contract/fonts.ts';
import { type Lettering, setWords } from '../compose/set-words.ts';
import { nameOf, plainFont } from './plain-font.ts';
import { readSfnt, refusal, sniffFont } from './read-sfnt.ts';

export interface FontTask {
  path: string;
  /** Where the plain font goes. */
  target: string;
}

export interface FontFacts {
  name: string;
  family: string;
}

/** A plain font may be so many times as large as its compressed file. */
const MOST_GROWTH = 4;
const SAMPLE = 'Hamburgefonstiv ÀÉîöß 0123456789 مرحبا';
/** Words of this many points are no higher than so many times that, whatever the font is like. */
const [SAMPLE_POINTS, MOST_EMS] = [40, 12];

/**
 * Makes a font file plain and writes it beside, after words were set in it once. It runs where images are decoded.
 * Errors: `unsupported_media` and `file_unreadable` with a `FontRefusal`.
 */
export async function readFont({ path, target }: FontTask): Promise<FontFacts> {
  const bytes = await readFile(path);
  const sfnt = readSfnt(await unwrapped(bytes));
  const family = `Atelier${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`;
  // Under another name: libvips would look for the font where it was tried out for as long as this process lives.
  const trial = `Trial${randomUUID()}`;
  await writeFile(target, plainFont(sfnt, trial));
  await tryOut({ file: target, family: trial });
  await writeFile(target, plainFont(sfnt, family));
  return { name: nameOf(sfnt), family };
}

async function unwrapped(bytes: Buffer): Promise<Buffer> {
  if (sniffFont(bytes) === 'sfnt') return bytes;
  try {
    // What it says it will be, before any of it is made.
    if (bytes.readUInt32BE(16) > MOST_GROWTH * FONT_LIMIT) throw refusal('broken');
    // A megabyte of WebAssembly: no picture that is decoded waits for it.
    const { default: decompress } = await import('woff2-encoder/decompress');
    const plain = Buffer.from(await decompress(bytes));
    if (sniffFont(plain) !== 'sfnt') throw refusal('collection');
    return plain;
  } catch (error) {
    throw error instanceof AtelierError ? error : refusal('broken', error);
  }
}

/** A font whose letters are monstrous or cannot be drawn is none to set words in. */
async function tryOut(lettering: Lettering): Promise<void> {
  const size = SAMPLE_POINTS * MOST_EMS;
  const box = { ink: '#000000', points: SAMPLE_POINTS, width: 2 * size, height: size };
  try {
    const set = await setWords(SAMPLE, { ...box, lettering, once: true });
    if (!set || set.width > box.width || set.height > box.height) throw refusal('unset');
  } catch (error) {
    throw error instanceof AtelierError ? error : refusal('unset', error);
  }
}
