import { AtelierError } from '../../../contract/errors.ts';
import type { FontRefusal } from '../../../contract/fonts.ts';

/** The tables of one font (https://learn.microsoft.com/typography/opentype/spec/otff), by their four letters. */
export interface Sfnt {
  readonly flavour: 'ttf' | 'otf';
  readonly tables: ReadonlyMap<string, Buffer>;
}

export type FontFile = 'sfnt' | 'woff2';

/** More tables than any font has. */
const MOST_TABLES = 100;
const HEAD_MAGIC = 0x5f_0f_3c_f5;

export function refusal(reason: FontRefusal, cause?: unknown): AtelierError {
  const isOther = reason === 'no_font' || reason === 'collection';
  const code = isOther ? 'unsupported_media' : 'file_unreadable';
  return new AtelierError(code, `This font is not taken: ${reason}.`, { reason }, cause);
}

/** What a font file is by its first bytes, whatever its name says. Errors: `unsupported_media`. */
export function sniffFont(head: Buffer): FontFile {
  const tag = head.toString('latin1', 0, 4);
  if (tag === 'wOF2') return 'woff2';
  if (tag === 'OTTO' || tag === 'true' || tag === '\0\x01\0\0') return 'sfnt';
  throw refusal(tag === 'ttcf' ? 'collection' : 'no_font');
}

/**
 * The tables of a font, each inside the file, and those that words cannot be set without: there, of a sane size, and
 * of one mind about how many glyphs there are. Errors: `file_unreadable`.
 */
export function readSfnt(bytes: Buffer): Sfnt {
  try {
    const tables = readTables(bytes);
    check(tables);
    return { flavour: tables.has('CFF ') ? 'otf' : 'ttf', tables };
  } catch (error) {
    throw error instanceof AtelierError ? error : refusal('broken', error);
  }
}

/** A Buffer throws what is beyond its end. */
function readTables(bytes: Buffer): Map<string, Buffer> {
  const count = bytes.readUInt16BE(4);
  if (count > MOST_TABLES) throw refusal('broken');
  const tables = new Map<string, Buffer>();
  for (let at = 12; at < 12 + 16 * count; at += 16) {
    const tag = bytes.toString('latin1', at, at + 4);
    const [offset, length] = [bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12)];
    if (offset + length > bytes.length || tables.has(tag)) throw refusal('broken');
    tables.set(tag, bytes.subarray(offset, offset + length));
  }
  return tables;
}

function check(tables: ReadonlyMap<string, Buffer>): void {
  const table = (tag: string) => {
    const found = tables.get(tag);
    if (!found || found.length === 0) throw refusal('broken');
    return found;
  };
  const head = table('head');
  const unitsPerEm = head.readUInt16BE(18);
  if (head.readUInt32BE(12) !== HEAD_MAGIC || unitsPerEm < 16 || unitsPerEm > 16_384) {
    throw refusal('broken');
  }
  const glyphs = table('maxp').readUInt16BE(4);
  const widths = table('hhea').readUInt16BE(34);
  table('cmap');
  const isMeasured = widths >= 1 && widths <= glyphs;
  if (!isMeasured || table('hmtx').length < 4 * widths + 2 * (glyphs - widths)) {
    throw refusal('broken');
  }
  if (tables.has('CFF ')) return;
  const isLong = head.readInt16BE(50) === 1;
  checkPlaces(table('loca'), { glyphs, isLong, size: table('glyf').length });
}

/** Where each glyph begins: never before the one in front of it, never beyond the outlines. */
function checkPlaces(
  loca: Buffer,
  { glyphs, isLong, size }: { glyphs: number; isLong: boolean; size: number },
): void {
  let before = 0;
  for (let glyph = 0; glyph <= glyphs; glyph += 1) {
    const place = isLong ? loca.readUInt32BE(4 * glyph) : 2 * loca.readUInt16BE(2 * glyph);
    if (place < before || place > size) throw refusal('broken');
    before = place;
  }
}
