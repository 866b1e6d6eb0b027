import { join } from 'node:path';
import sharp from 'sharp';
import { resourcesFolder } from '../../system/resources.ts';

/** Points are 1/72 of an inch: with this many dots to the inch, a pixel each. */
const DPI = 72;

/** Libvips reads it by itself: in the packed program it lies beside the archive. */
const FONT = join(resourcesFolder('fonts'), 'inter-extra-bold.ttf').replace(
  /app\.asar(?=[\\/])/,
  'app.asar.unpacked',
);

interface Words {
  input: Buffer;
  width: number;
  height: number;
}

/** Words at this size, broken into lines; smaller where they would not fit. Nothing for blanks. */
export async function setWords(
  words: string,
  box: { ink: string; points: number; width: number; height: number; align?: 'left' | 'centre' },
): Promise<Words | undefined> {
  const plain = words.replace(/[^\P{Cc}\n]/gu, '').trim();
  if (plain === '') return undefined;
  const text = `<span foreground="${box.ink}">${escaped(plain)}</span>`;
  for (let points = box.points; ; points *= 0.85) {
    const { data, info } = await sharp({
      text: {
        text,
        font: `Inter Ultra-Bold ${points.toFixed(2)}`,
        fontfile: FONT,
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
    if (fits || points < 4) return { input: data, width: info.width, height: info.height };
  }
}

/** Pango reads markup: what a creator writes is text. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
