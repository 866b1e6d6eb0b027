import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import Sqlite from 'better-sqlite3';
import sharp from 'sharp';
import {
  BUNDLED_FONTS,
  BundledFont,
  FONT_LIMIT,
  FONT_TYPE,
  type FontRefusal,
} from '../../../contract/fonts.ts';
import { makeRow, removeRow } from '../../library/edit-rows.ts';
import { findFont, fontContent } from '../../library/fonts.ts';
import { allRows } from '../../library/outbox.ts';
import { testFolder } from '../../library/test-library.ts';
import { bundledLettering, setWords } from '../compose/set-words.ts';
import { createImagePool } from '../image-pool.ts';
import { streamOf } from '../test-images.ts';
import { testStore } from '../test-store.ts';
import { nameOf, plainFont, plainNames } from './plain-font.ts';
import { readFont } from './read-font.ts';
import { readSfnt } from './read-sfnt.ts';

const pool = createImagePool({ decoders: 1, milliseconds: 120_000 });
afterAll(() => pool.close());

const bytesOf = (font: BundledFont) => readFileSync(bundledLettering(font).file);
const CAVEAT = bytesOf('caveat-bold');
/** With axes, as the interface itself is set. */
const WOFF2 = readFileSync(
  'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
);
const BOX = { ink: '#000000', points: 40, width: 600, height: 120 };

/** A file, and where its plain font goes. */
async function taken(bytes: Buffer) {
  const path = join(testFolder(), 'font');
  await writeFile(path, bytes);
  return { path, target: `${path}-plain` };
}

/** The font as it is kept. */
async function plainOf(bytes: Buffer): Promise<Buffer> {
  const task = await taken(bytes);
  await readFont(task);
  return readFileSync(task.target);
}

/** The directory entry of a table, which tests break. */
function entryOf(font: Buffer, tag: string): number {
  for (let at = 12; at < 12 + 16 * font.readUInt16BE(4); at += 16) {
    if (font.toString('latin1', at, at + 4) === tag) return at;
  }
  throw new Error(`There is no ${tag}.`);
}

/** The font with a value written into a table, or into the entry of it. */
function broken(tag: string, write: (font: Buffer, data: number, entry: number) => void): Buffer {
  const font = Buffer.from(CAVEAT);
  const entry = entryOf(font, tag);
  write(font, font.readUInt32BE(entry + 8), entry);
  return font;
}

test.each(BundledFont.options)(
  '%s comes with the program, and words are set in it',
  async (font) => {
    const set = await setWords('Agile Éléphant 24', { ...BOX, lettering: bundledLettering(font) });
    const other = await setWords('Agile Éléphant 24', BOX);
    expect(set?.width).toBeLessThanOrEqual(BOX.width);
    // What libvips does not find it replaces without a word.
    if (font !== 'inter-extra-bold')
      expect(set?.input.equals(other?.input ?? set.input)).toBe(false);
    expect(BUNDLED_FONTS[font].name).not.toBe('');
  },
);

test('a font of one’s own is kept plain under a family of its own, and words are set in it', async () => {
  const { fonts, context } = testStore(pool);
  const own = await fonts.take(streamOf(CAVEAT));
  expect(own).toEqual({ id: own.id, name: 'Caveat Bold', isUnreadable: false });
  expect(fonts.list()).toEqual([own]);
  expect(findFont(context.db, own.id)?.family).toMatch(/^Atelier[0-9a-f]{16}$/);
  const set = await fonts.setWords('Grand-père', BOX, own.id);
  const same = await setWords('Grand-père', { ...BOX, lettering: bundledLettering('caveat-bold') });
  expect([set?.width, set?.height]).toEqual([same?.width, same?.height]);
  expect(await fonts.setWords(' \n ', BOX, own.id)).toBeUndefined();
  // The same file again is the same font.
  expect((await fonts.take(streamOf(CAVEAT))).id).toBe(own.id);
  expect(fonts.list()).toHaveLength(1);
});

test('WOFF2 is unpacked; of a font with axes, its first instance stays', async () => {
  const { path, target } = await taken(WOFF2);
  expect((await readFont({ path, target })).name).toMatch(/^Inter/);
  const { tables } = readSfnt(readFileSync(target));
  expect([tables.has('glyf'), tables.has('fvar')]).toEqual([true, false]);
});

test.each<[string, Buffer, FontRefusal]>([
  ['a page', Buffer.from('<html>a font?</html>'), 'no_font'],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1'), 'no_font'],
  ['several fonts in one', Buffer.from('ttcf\0\x01\0\0\0\0\0\x02', 'latin1'), 'collection'],
  ['a beginning alone', CAVEAT.subarray(0, 600), 'broken'],
  ['four bytes', CAVEAT.subarray(0, 4), 'broken'],
  [
    'WOFF2 of noise',
    Buffer.concat([Buffer.from('wOF2\0\x01\0\0', 'latin1'), deflateSync(CAVEAT).subarray(0, 900)]),
    'broken',
  ],
  ['65,535 tables', broken('head', (font) => font.writeUInt16BE(0xffff, 4)), 'broken'],
  [
    'a table beyond the end',
    broken('cmap', (font, _, entry) => font.writeUInt32BE(0xffff_fff0, entry + 8)),
    'broken',
  ],
  [
    'a table twice',
    broken('cmap', (font, _, entry) => font.write('head', entry, 'latin1')),
    'broken',
  ],
  [
    'no outlines',
    broken('glyf', (font, _, entry) => font.write('none', entry, 'latin1')),
    'broken',
  ],
  ['no units', broken('head', (font, data) => font.writeUInt16BE(0, data + 18)), 'broken'],
  [
    'more glyphs than there are',
    broken('maxp', (font, data) => font.writeUInt16BE(0xffff, data + 4)),
    'broken',
  ],
  [
    'glyphs beyond the outlines',
    broken('loca', (font, data) => font.fill(0xff, data, data + 8)),
    'broken',
  ],
  ['monstrous letters', broken('head', (font, data) => font.writeUInt16BE(16, data + 18)), 'unset'],
])('F7: %s is refused with its reason', async (_, bytes, reason) => {
  await expect(readFont(await taken(bytes))).rejects.toMatchObject({
    code: reason === 'broken' || reason === 'unset' ? 'file_unreadable' : 'unsupported_media',
    details: { reason },
  });
});

test('F5: what is refused leaves nothing', async () => {
  const { fonts, onDisk } = testStore(pool);
  for (const [bytes, code] of [
    [Buffer.alloc(0), 'file_empty'],
    [Buffer.alloc(FONT_LIMIT + 1), 'file_too_large'],
    [CAVEAT.subarray(0, 600), 'file_unreadable'],
  ] as const) {
    await expect(fonts.take(streamOf(bytes))).rejects.toMatchObject({ code });
  }
  expect(fonts.list()).toEqual([]);
  expect(onDisk()).toEqual([]);
});

test('what a font has hidden besides its letters stays out', () => {
  const sfnt = readSfnt(CAVEAT);
  const more = new Map([
    ...sfnt.tables,
    ['EVIL', Buffer.from('x')],
    ['SVG ', Buffer.from('<svg/>')],
  ]);
  const plain = readSfnt(plainFont({ ...sfnt, tables: more }, { family: 'Mine' }));
  expect([...plain.tables.keys()].filter((tag) => tag === 'EVIL' || tag === 'SVG ')).toEqual([]);
  expect(plain.tables.get('glyf')).toEqual(sfnt.tables.get('glyf'));
});

test('a font that is gone or spoilt gives way to Inter, and is noted', async () => {
  const { fonts, db } = testStore(pool);
  const inter = await setWords('Hello', BOX);
  expect((await fonts.setWords('Hello', BOX, 'f'.repeat(64)))?.input).toEqual(inter?.input);
  const own = await fonts.take(streamOf(CAVEAT));
  db.run('update fonts set content = ? where sha256 = ?', Buffer.from('spoilt'), own.id);
  expect((await fonts.setWords('Hello', BOX, own.id))?.input).toEqual(inter?.input);
  expect(fonts.list()).toMatchObject([{ id: own.id, isUnreadable: true }]);
});

test('a font is kept for as long as a brand names it, and a month after', async () => {
  const { fonts, context, setTime } = testStore(pool);
  const named = await fonts.take(streamOf(CAVEAT));
  await fonts.take(streamOf(bytesOf('lora-regular')));
  makeRow(context, 'brands', { name: 'Nord', kit: { titleFont: named.id } });
  setTime('2027-12-30T08:00:00.000Z');
  await fonts.sweep();
  expect(fonts.list()).toEqual([named]);
});

test('a font goes with its copy a month after its last brand, and is whole in a backup that is being read', async () => {
  const { fonts, context, db, setTime, onDisk, folder } = testStore(pool);
  const { id } = await fonts.take(streamOf(CAVEAT));
  const brand = makeRow(context, 'brands', { name: 'Nord', kit: { bodyFont: id } });
  await fonts.setWords('Hello', BOX, id);
  expect(onDisk()).toContain(`${id}.ttf`);
  setTime('2027-06-01T08:00:00.000Z');
  await fonts.sweep();
  removeRow(context, 'brands', String(brand['id']));
  setTime('2027-06-30T08:00:00.000Z');
  await fonts.sweep();
  // Until then the brand can be brought back as it was.
  expect(await fonts.fileOf(id)).toBeDefined();
  setTime('2027-07-02T08:00:00.000Z');
  const snapshot = join(folder, 'backup.sqlite');
  await Promise.all([db.snapshot(snapshot), fonts.sweep()]);
  expect(fonts.list()).toEqual([]);
  expect(await fonts.fileOf(id)).toBeUndefined();
  expect(onDisk()).not.toContain(`${id}.ttf`);
  const copy = new Sqlite(snapshot, { readonly: true });
  const kept = copy.prepare<[], { sha256: string; content: Buffer }>('select * from fonts').all();
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
  for (const font of kept) {
    expect(createHash('sha256').update(font.content).digest('hex')).toBe(font.sha256);
  }
  copy.close();
});

test('letters that reach far beyond their line stay whole', async () => {
  const { fonts } = testStore(pool);
  const own = await fonts.take(streamOf(CAVEAT));
  for (const words of ['Ẫ̈gjpq̣̈ fff', 'ÅÅÅ̂ jjj', 'x'.repeat(300), 'مرحبا بالعالم 🎉']) {
    const set = await fonts.setWords(words, BOX, own.id);
    expect(set?.width).toBeLessThanOrEqual(BOX.width);
    expect(set?.height).toBeLessThanOrEqual(BOX.height);
    // The picture is as large as its ink: no ink lies outside it, and its edges hold some.
    const { data, info } = await sharp(set?.input)
      .extractChannel('alpha')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const inkIn = (pick: (x: number, y: number) => boolean) =>
      data.some((value, at) => value > 0 && pick(at % info.width, Math.floor(at / info.width)));
    expect(inkIn((_, y) => y <= 1)).toBe(true);
    expect(inkIn((_, y) => y >= info.height - 2)).toBe(true);
  }
});

test('S8: a font from another machine is the same to the byte, with its name for people', async () => {
  const [one, two] = [testStore(pool), testStore(pool)];
  const own = await one.fonts.take(streamOf(CAVEAT));
  const plain = Buffer.from(fontContent(one.db, own.id) ?? '');
  await two.fonts.receive(own.id, streamOf(plain));
  expect(two.fonts.list()).toEqual([own]);
  expect(findFont(two.db, own.id)).toEqual(findFont(one.db, own.id));
  const hidden = Buffer.concat([plain, Buffer.from('and more')]);
  for (const [bytes, reason] of [
    [hidden, 'broken'],
    [CAVEAT, 'broken'],
    [WOFF2, 'broken'],
  ] as const) {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await expect(two.fonts.receive(sha256, streamOf(bytes))).rejects.toMatchObject({
      code: 'file_unreadable',
      details: { reason },
    });
  }
  await expect(two.fonts.receive('a'.repeat(64), streamOf(plain))).rejects.toMatchObject({
    details: { reason: 'other' },
  });
  expect(two.fonts.list()).toEqual([own]);
});

test('a font is sent once a brand names it; one from before fonts followed, when things are tidied', async () => {
  const { fonts, context, db } = testStore(pool);
  const { id } = await fonts.take(streamOf(CAVEAT));
  await fonts.sweep();
  expect(allRows(db)).toEqual([]);
  makeRow(context, 'brands', { name: 'Nord', kit: { titleFont: id } });
  await fonts.sweep();
  await fonts.sweep();
  const uploads = allRows(db).filter(({ kind }) => kind === 'upload');
  expect(uploads.map(({ target, body }) => [target, JSON.parse(body)])).toEqual([
    [id, { sha256: id, mime: FONT_TYPE, bytes: fontContent(db, id)?.length, bucket: 'fonts' }],
  ]);
});

test('one that came without a name is called what its file says, once that is added', async () => {
  const { fonts } = testStore(pool);
  const { family } = plainNames(readSfnt(await plainOf(CAVEAT)));
  const nameless = plainFont(readSfnt(CAVEAT), { family });
  const sha256 = createHash('sha256').update(nameless).digest('hex');
  await fonts.receive(sha256, streamOf(nameless));
  expect(fonts.list()).toMatchObject([{ id: sha256, name: family }]);
  expect(await fonts.take(streamOf(CAVEAT))).toMatchObject({ id: sha256, name: 'Caveat Bold' });
  expect(fonts.list()).toMatchObject([{ id: sha256, name: 'Caveat Bold' }]);
});

test('a name too long for the table is cut as it would be read again', () => {
  const sfnt = readSfnt(CAVEAT);
  for (const said of ['x'.repeat(79) + '😀', `${'y'.repeat(79)} z`, '🎉'.repeat(60)]) {
    const long = readSfnt(plainFont(sfnt, { family: said }));
    const name = nameOf(long);
    const again = readSfnt(plainFont(sfnt, { family: 'Atelier0123456789abcdef', name }));
    expect([name.length > 70, plainNames(again).name]).toEqual([true, name]);
  }
});
