import { join } from 'node:path';
import sharp from 'sharp';
import { BUNDLED_FONTS, type BundledFont } from '../../../contract/fonts.ts';
import { resourcesFolder } from '../../system/resources.ts';

/** Points are 1/72 of an inch: with this many dots to the inch, a pixel each. */
const DPI = 72;

/** A font as libvips finds it: by its family, once the file was read. */
export interface Lettering {
  readonly file: string;
  readonly family: string;
}

/** One that comes with the program. */
export function bundledLettering(font: BundledFont): Lettering {
  // Libvips reads it by itself: in the packed program it lies beside the archive.
  const file = join(resourcesFolder('fonts'), `${font}.ttf`);
  return {
    file: file.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'),
    family: BUNDLED_FONTS[font].family,
  };
}

export interface WordBox {
  ink: string;
  points: number;
  width: number;
  height: number;
  align?: 'left' | 'centre';
  /** Default: the heavy font of texts on pictures. */
  lettering?: Lettering;
  /** As it comes at this size, whether it fits or not. */
  once?: boolean;
}

export interface SetWords {
  input: Buffer;
  width: number;
  height: number;
}

/** Words at this size, broken into lines; smaller where they would not fit. Nothing for blanks. */
export async function setWords(words: string, box: WordBox): Promise<SetWords | undefined> {
  const plain = words.replace(/[^\P{Cc}\n]/gu, '').trim();
  if (plain === '') return undefined;
  const text = `<span foreground="${box.ink}">${escaped(plain)}</span>`;
  const { file, family } = box.lettering ?? bundledLettering('inter-extra-bold');
  for (let points = box.points; ; points *= 0.85) {
    const { data, info } = await sharp({
      text: {
        text,
        font: `${family} ${points.toFixed(2)}`,
        fontfile: file,
        width: Math.round(box.width),
        dpi: DPI,
        align: box.align ?? 'left',
        wrap: 'word-char',
        rgba: true,
      },
    })
      .png()
      .toBuffer({ resolveWithObject: true });
    const fits = info.width <= box.width && info.height <= box.height;
    if (fits || points < 4 || box.once === true) {
      return { input: data, width: info.width, height: info.height };
    }
  }
}

/** Pango reads markup: what a creator writes is text. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
