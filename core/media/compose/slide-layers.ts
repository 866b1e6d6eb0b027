import type { OverlayOptions } from 'sharp';
import { type Network, NETWORKS, type SlideLook } from '../../../contract/slide-look.ts';
import type { SlideText } from '../../../contract/orders.ts';
import { setWords } from './set-words.ts';

export interface SlideSize {
  width: number;
  height: number;
}

/** Parts of the shorter edge. */
const MARGIN = 0.07;
const SIZES = { title: 0.085, body: 0.045, number: 0.034 } as const;
/** Parts of the height that the words may take together. */
const MOST_HEIGHT = { title: 0.4, body: 0.36 } as const;
/**
 * The words of a slide as layers over a picture of this size: title above body, inside what the network leaves free,
 * and the number in the corner opposite. Nothing is ever clipped: long words are set smaller.
 */
export async function slideLayers(
  text: SlideText,
  { look, network, size }: { look: SlideLook; network: Network; size: SlideSize },
): Promise<OverlayOptions[]> {
  const unit = Math.min(size.width, size.height);
  const margin = Math.round(unit * MARGIN);
  const { safe } = NETWORKS[network];
  const [above, below] = [
    Math.max(margin, Math.round(size.height * safe.top)),
    Math.max(margin, Math.round(size.height * safe.bottom)),
  ];
  const room = { width: size.width - 2 * margin, height: size.height - above - below };
  const set = (part: 'title' | 'body', words: string) =>
    setWords(words, {
      ink: look.ink,
      points: unit * SIZES[part],
      width: room.width,
      height: room.height * MOST_HEIGHT[part],
    });
  const parts = [await set('title', text.title), await set('body', text.body)].filter(
    (part) => part !== undefined,
  );
  const gap = Math.round(unit * 0.03);
  const height = parts.reduce(
    (sum, part) => sum + part.height,
    gap * Math.max(0, parts.length - 1),
  );
  const free = room.height - height;
  const top = above + { top: 0, centre: Math.round(free / 2), bottom: free }[look.place];
  const layers: OverlayOptions[] = [];
  if (parts.length > 0) layers.push(await ground(look, { top, height, size, margin }));
  let at = top;
  for (const { input, height: own } of parts) {
    layers.push({ input, left: margin, top: Math.round(at) });
    at += own + gap;
  }
  const number = look.numbered ? await cornerNumber(text, look, unit) : undefined;
  if (number) {
    const top = look.place === 'top' ? size.height - below - number.height : above;
    const left = size.width - margin - number.width;
    layers.push(pill(look, { ...number, left, top }, Math.round(unit * 0.014)));
    layers.push({ input: number.input, left, top });
  }
  return layers;
}

function cornerNumber({ number = '' }: SlideText, look: SlideLook, unit: number) {
  const points = unit * SIZES.number;
  return setWords(number, { ink: look.ink, points, width: unit * 0.3, height: points * 2 });
}

/** Behind the words: a plate of the colour, or a shadow that rises and falls softly. */
async function ground(
  look: SlideLook,
  { top, height, size, margin }: { top: number; height: number; size: SlideSize; margin: number },
): Promise<OverlayOptions> {
  const pad = Math.round(margin * 0.5);
  if (look.plate !== null) {
    const [width, tall] = [size.width - 2 * (margin - pad), height + 2 * pad];
    const plate = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${tall}"><rect width="${width}" height="${tall}" rx="${pad / 2}" fill="${look.plate}" fill-opacity="0.88"/></svg>`;
    return { input: Buffer.from(plate), left: margin - pad, top: Math.round(top - pad) };
  }
  const shade = luminance(look.ink) > 0.5 ? '#000000' : '#ffffff';
  const [from, to] = [
    Math.max(0, top - margin * 2),
    Math.min(size.height, top + height + margin * 2),
  ];
  const veil = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${Math.round(to - from)}"><defs><linearGradient id="g" x2="0" y2="1"><stop offset="0" stop-color="${shade}" stop-opacity="0"/><stop offset="0.3" stop-color="${shade}" stop-opacity="0.55"/><stop offset="0.7" stop-color="${shade}" stop-opacity="0.55"/><stop offset="1" stop-color="${shade}" stop-opacity="0"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/></svg>`;
  return { input: Buffer.from(veil), left: 0, top: Math.round(from) };
}

/** Behind the number, so that it is read on any picture. */
function pill(
  look: SlideLook,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  pad: number,
): OverlayOptions {
  const fill = look.plate ?? (luminance(look.ink) > 0.5 ? '#000000' : '#ffffff');
  const [wide, high] = [width + 4 * pad, height + 2 * pad];
  const shape = `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}"><rect width="${wide}" height="${high}" rx="${high / 2}" fill="${fill}" fill-opacity="0.55"/></svg>`;
  return { input: Buffer.from(shape), left: left - 2 * pad, top: top - pad };
}

/** Relative brightness of a colour, 0 to 1 (ITU-R BT.709 weights, without its curve: near enough to choose a side). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
