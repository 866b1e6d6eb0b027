import sharp from 'sharp';
import type { OverlayText } from '../../../contract/generators.ts';
import { bundledLettering } from './set-words.ts';

/** Of the picture's height that a text may take at most; it is set as large as it fits. */
const ROOM = { meme: 0.24, title: 0.22, caption: 0.12 } as const;
/** Of the width and height that stays free at the sides. */
const MARGIN = 0.04;
/** Mean brightness of what lies under a text, 0 to 255, above which it is set dark. */
const BRIGHT = 150;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a text may stand in a picture of this size. Pure. */
export function boxOf({ position, look }: OverlayText, width: number, height: number): Box {
  const margin = Math.round(MARGIN * Math.min(width, height));
  const room = Math.max(8, Math.round(ROOM[look] * height));
  const top = {
    top: margin,
    centre: Math.round((height - room) / 2),
    bottom: height - margin - room,
  }[position];
  return { left: margin, top, width: width - 2 * margin, height: room };
}

/**
 * Lays texts on a picture: as a PNG of its size, upright. Each is broken into lines and set as large as fits its
 * place, so nothing is cut off; letters that the bundled font lacks come from the system's. Control characters are
 * left out. The caller has checked the picture (rule F7).
 */
export async function layTexts(
  picture: Uint8Array,
  overlay: readonly OverlayText[],
): Promise<Uint8Array> {
  const { data, info } = await sharp(picture).rotate().png().toBuffer({ resolveWithObject: true });
  const layers = [];
  for (const part of overlay) {
    const box = boxOf(part, info.width, info.height);
    const layer = await textLayer(part, box, await isBright(data, box));
    if (layer) layers.push(layer);
  }
  return sharp(data).composite(layers).png().toBuffer();
}

async function isBright(picture: Buffer, box: Box): Promise<boolean> {
  const { channels } = await sharp(picture).extract(box).flatten().greyscale().stats();
  return (channels[0]?.mean ?? 0) > BRIGHT;
}

/** A text with its edge, and where it stands; nothing for blanks. */
export async function textLayer(
  { text, look, position }: OverlayText,
  box: Box,
  bright: boolean,
): Promise<{ input: Buffer; left: number; top: number } | undefined> {
  const plain = text.replace(/[^\P{Cc}\n]/gu, '').trim();
  if (plain === '') return undefined;
  const isDark = bright && look !== 'meme';
  const [ink, edge] = isDark ? ['#1a1a1a', '#ffffff'] : ['#ffffff', '#000000'];
  // The edge needs its own room inside the box.
  const rim = Math.max(1, Math.round(box.height / (look === 'meme' ? 40 : 80)));
  const { file, family } = bundledLettering('inter-extra-bold');
  const words = look === 'meme' ? plain.toLocaleUpperCase() : plain;
  const letters = await sharp({
    text: {
      text: `<span foreground="${ink}">${escaped(words)}</span>`,
      font: family,
      fontfile: file,
      width: Math.max(8, box.width - 2 * rim),
      height: Math.max(8, box.height - 2 * rim),
      align: 'centre',
      wrap: 'word-char',
      rgba: true,
    },
  })
    .extend({ top: rim, bottom: rim, left: rim, right: rim, background: '#00000000' })
    .png()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = letters.info;
  const thin = await sharp(letters.data).extractChannel('alpha').raw().toBuffer();
  const alpha = await sharp(thin, { raw: { width, height, channels: 1 } })
    // libvips takes dark for the figure and light for the ground: to wear the ground away is to grow the letters.
    .erode(rim)
    .extractChannel(0)
    .raw()
    .toBuffer();
  // Apart from what is laid on it: sharp joins channels last.
  const edging = await sharp({ create: { width, height, channels: 3, background: edge } })
    .joinChannel(alpha, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
  const input = await sharp(edging)
    .composite([{ input: letters.data }])
    .png()
    .toBuffer();
  const left = box.left + Math.max(0, Math.round((box.width - width) / 2));
  const free = Math.max(0, box.height - height);
  const top = box.top + { top: 0, centre: Math.round(free / 2), bottom: free }[position];
  return { input, left, top };
}

/** Pango reads markup: what a creator writes is text. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
