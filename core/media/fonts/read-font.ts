import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { AtelierError } from '../../../contract/errors.ts';
import { PLAIN_FONT_LIMIT } from '../../../contract/fonts.ts';
import { type Lettering, setWords } from '../compose/set-words.ts';
import { nameOf, plainFont, type PlainNames, plainNames } from './plain-font.ts';
import { readSfnt, refusal, type Sfnt, sniffFont } from './read-sfnt.ts';

export interface FontTask {
  path: string;
  /** Where the plain font goes. */
  target: string;
  /** Set: another machine made it plain; it has to be that to the byte. */
  isPlain?: boolean;
}

export interface FontFacts {
  name: string;
  family: string;
  /** The content of the same font as it was made before its name travelled in it; null of one that is plain already. */
  nameless: string | null;
}

/** The family of a plain font: a beginning of what its file was called by its content. */
const FAMILY = /^Atelier[0-9a-f]{16}$/;
const SAMPLE = 'Hamburgefonstiv ÀÉîöß 0123456789 مرحبا';
/** Words of this many points are no higher than so many times that, whatever the font is like. */
const [SAMPLE_POINTS, MOST_EMS] = [40, 12];

/**
 * Makes a font file plain and writes it beside, after words were set in it once. It runs where images are decoded.
 * Errors: `unsupported_media` and `file_unreadable` with a `FontRefusal`.
 */
export async function readFont({ path, target, isPlain }: FontTask): Promise<FontFacts> {
  const bytes = await readFile(path);
  const sfnt = readSfnt(isPlain ? sniffed(bytes) : await unwrapped(bytes));
  const names = isPlain ? plainNames(sfnt) : namesFor(sfnt, bytes);
  const plain = plainFont(sfnt, names);
  if (plain.length > PLAIN_FONT_LIMIT) throw refusal('broken');
  if (isPlain && !(FAMILY.test(names.family) && plain.equals(bytes))) throw refusal('broken');
  // Under another name: libvips would look for the font where it was tried out for as long as this process lives.
  const trial = `Trial${randomUUID()}`;
  await writeFile(target, plainFont(sfnt, { family: trial }));
  await tryOut({ file: target, family: trial });
  await writeFile(target, plain);
  const { family } = names;
  const nameless = isPlain ? null : hashOf(plainFont(sfnt, { family }));
  return { name: names.name ?? nameOf(sfnt), family, nameless };
}

function namesFor(sfnt: Sfnt, bytes: Buffer): PlainNames {
  return { family: `Atelier${hashOf(bytes).slice(0, 16)}`, name: nameOf(sfnt) };
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function sniffed(bytes: Buffer): Buffer {
  if (sniffFont(bytes) !== 'sfnt') throw refusal('broken');
  return bytes;
}

async function unwrapped(bytes: Buffer): Promise<Buffer> {
  if (sniffFont(bytes) === 'sfnt') return bytes;
  try {
    // What it says it will be, before any of it is made.
    if (bytes.readUInt32BE(16) > PLAIN_FONT_LIMIT) throw refusal('broken');
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
