import type { Sfnt } from './read-sfnt.ts';

/**
 * What words are set with. All else stays out: axes of variation (a font is its first instance), bitmaps, drawings in
 * SVG, signatures, and whatever a program has hidden there.
 */
const KEPT = new Set(
  [
    ['cmap', 'head', 'hhea', 'hmtx', 'maxp', 'OS/2', 'post', 'vhea', 'vmtx', 'VORG'],
    ['glyf', 'loca', 'CFF ', 'cvt ', 'fpgm', 'prep', 'gasp'],
    ['GDEF', 'GSUB', 'GPOS', 'kern'],
  ].flat(),
);

/** Of a font without a name of its own. */
const NAMELESS = 'Font';
const MOST_NAME = 80;

/** The family and style as the font says them, for people. */
export function nameOf({ tables }: Sfnt): string {
  const names = readNames(tables.get('name'));
  const family = names.get(16) ?? names.get(1) ?? NAMELESS;
  const style = names.get(17) ?? names.get(2) ?? '';
  const whole = [family, /^regular$/i.test(style) ? '' : style].join(' ').trim();
  // Cut off as it would be read again: no half of a character, no blank at its end.
  return whole
    .slice(0, MOST_NAME)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}

/** What a plain font is called: for whoever sets words in it, and for people. */
export interface PlainNames {
  family: string;
  /** Absent in those made before fonts followed their creator. */
  name?: string | undefined;
}

/** Those of a plain font from elsewhere. */
export function plainNames({ tables }: Sfnt): PlainNames {
  const names = readNames(tables.get('name'));
  return { family: names.get(FAMILY) ?? '', name: names.get(FOR_PEOPLE) };
}

/** Numbers of names: https://learn.microsoft.com/typography/opentype/spec/name#name-ids. The description finds no font. */
const [FAMILY, STYLE, WHOLE, POSTSCRIPT, FOR_PEOPLE] = [1, 2, 4, 6, 10] as const;

/**
 * The same font as a file that holds only what words are set with, under this family and no other: libvips finds a
 * font by its family, and two files may claim one. Tables are in order, padded and summed up as the format wants it:
 * made plain again under its names, a plain font is the same to the byte.
 */
export function plainFont({ flavour, tables }: Sfnt, names: PlainNames): Buffer {
  const kept = [...tables]
    .filter(([tag]) => KEPT.has(tag))
    .map(([tag, data]) => ({ tag, data: tag === 'head' ? withoutSum(data) : data }));
  kept.push({ tag: 'name', data: nameTable(names) });
  kept.sort((a, b) => (a.tag < b.tag ? -1 : 1));
  const power = Math.floor(Math.log2(kept.length));
  const header = Buffer.alloc(12 + 16 * kept.length);
  header.write(flavour === 'otf' ? 'OTTO' : '\0\x01\0\0', 0, 'latin1');
  header.writeUInt16BE(kept.length, 4);
  header.writeUInt16BE(16 * 2 ** power, 6);
  header.writeUInt16BE(power, 8);
  header.writeUInt16BE(16 * (kept.length - 2 ** power), 10);
  const parts = [header];
  let offset = header.length;
  for (const [at, { tag, data }] of kept.entries()) {
    const entry = 12 + 16 * at;
    const padded = Buffer.concat([data, Buffer.alloc(-data.length & 3)]);
    header.write(tag, entry, 'latin1');
    header.writeUInt32BE(sumOf(padded), entry + 4);
    header.writeUInt32BE(offset, entry + 8);
    header.writeUInt32BE(data.length, entry + 12);
    parts.push(padded);
    offset += padded.length;
  }
  const whole = Buffer.concat(parts);
  const head = kept.findIndex(({ tag }) => tag === 'head');
  const headAt = whole.readUInt32BE(12 + 16 * head + 8);
  whole.writeUInt32BE((0xb1_b0_af_ba - sumOf(whole)) >>> 0, headAt + 8);
  return whole;
}

function withoutSum(head: Buffer): Buffer {
  const copy = Buffer.from(head);
  copy.writeUInt32BE(0, 8);
  return copy;
}

/** The sum of its 32-bit words, modulo 2³². */
function sumOf(padded: Buffer): number {
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
  return sum;
}

/** Names in Unicode for Windows, which every reader knows: family, style, whole, PostScript. */
function nameTable({ family, name }: PlainNames): Buffer {
  const names: readonly (readonly [number, string])[] = [
    [FAMILY, family],
    [STYLE, 'Regular'],
    [WHOLE, family],
    [POSTSCRIPT, family],
    ...(name === undefined ? [] : ([[FOR_PEOPLE, name]] as const)),
  ];
  const header = Buffer.alloc(6 + 12 * names.length);
  header.writeUInt16BE(names.length, 2);
  header.writeUInt16BE(header.length, 4);
  const texts: Buffer[] = [];
  let offset = 0;
  for (const [at, [id, words]] of names.entries()) {
    const text = Buffer.from(words, 'utf16le').swap16();
    const record = 6 + 12 * at;
    for (const [nr, value] of [3, 1, 0x409, id, text.length, offset].entries()) {
      header.writeUInt16BE(value, record + 2 * nr);
    }
    texts.push(text);
    offset += text.length;
  }
  return Buffer.concat([header, ...texts]);
}

/** Names by their number, those in English first; what lies outside the table is no name. */
function readNames(table: Buffer | undefined): Map<number, string> {
  const names = new Map<number, string>();
  if (!table || table.length < 6) return names;
  const [count, texts] = [table.readUInt16BE(2), table.readUInt16BE(4)];
  for (let at = 6; at < 6 + 12 * count && at + 12 <= table.length; at += 12) {
    const [platform, , language, id, length, offset] = [0, 2, 4, 6, 8, 10].map((by) =>
      table.readUInt16BE(at + by),
    ) as [number, number, number, number, number, number];
    const bytes = table.subarray(texts + offset, texts + offset + length);
    const words = wordsOf(bytes, platform);
    if (words !== '' && (language === 0x409 || !names.has(id))) names.set(id, words);
  }
  return names;
}

function wordsOf(bytes: Buffer, platform: number): string {
  const text =
    platform === 1
      ? bytes.toString('latin1')
      : Buffer.from(bytes.subarray(0, bytes.length & ~1))
          .swap16()
          .toString('utf16le');
  return text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim();
}
