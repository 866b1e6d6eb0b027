import type { OverlayOptions } from 'sharp';
import type { Corner } from '../../../contract/brands.ts';
import type { FontId } from '../../../contract/fonts.ts';
import { type Network, NETWORKS, type SlideLook } from '../../../contract/slide-look.ts';
import type { SlideText } from '../../../contract/orders.ts';
import { type SetWords, setWords, type WordBox } from './set-words.ts';
import { plate, veil } from './shapes.ts';

export interface SlideSize {
  width: number;
  height: number;
}

/** Sets words in a font, whosever it is. */
export type Typesetter = (
  words: string,
  box: WordBox,
  font?: FontId,
) => Promise<SetWords | undefined>;

interface SlideWish {
  readonly look: SlideLook;
  readonly network: Network;
  readonly size: SlideSize;
  /** The brand's, drawn to fit `logoBox`. */
  readonly logo?: SetWords | undefined;
  /** Default: the program's own fonts alone. */
  readonly typeset?: Typesetter;
  /** Whether there is a picture under the words. Default: there is. */
  readonly isPlain?: boolean;
}

/** Parts of the shorter edge. */
const MARGIN = 0.07;
const SIZES = { title: 0.085, body: 0.045, number: 0.034 } as const;
const LOGO = { width: 0.26, height: 0.11 } as const;
const GAP = 0.03;
/** Parts of the height that the words may take together. */
const MOST_HEIGHT = { title: 0.4, body: 0.36 } as const;

/** Pixels that a logo may take on a slide of this size. */
export function logoBox({ width, height }: SlideSize): SlideSize {
  const unit = Math.min(width, height);
  return { width: Math.round(unit * LOGO.width), height: Math.round(unit * LOGO.height) };
}

interface Frame {
  readonly unit: number;
  readonly margin: number;
  /** What the network leaves free, and the words have, less what the logo takes of it. */
  readonly above: number;
  readonly below: number;
  readonly wordsAbove: number;
  readonly wordsBelow: number;
}

function frameOf({ look, network, size, logo }: SlideWish): Frame {
  const unit = Math.min(size.width, size.height);
  const margin = Math.round(unit * MARGIN);
  const { safe } = NETWORKS[network];
  const above = Math.max(margin, Math.round(size.height * safe.top));
  const below = Math.max(margin, Math.round(size.height * safe.bottom));
  const band = logo ? logo.height + Math.round(unit * GAP) : 0;
  const isAbove = look.brand?.corner.startsWith('top') === true;
  return {
    unit,
    margin,
    above,
    below,
    wordsAbove: above + (isAbove ? band : 0),
    wordsBelow: below + (isAbove ? 0 : band),
  };
}

/**
 * The words of a slide as layers over a picture of this size: title above body, inside what the network leaves free,
 * the number in the corner opposite, a brand's logo in its own. Nothing is ever clipped: long words are set smaller.
 */
export async function slideLayers(text: SlideText, wish: SlideWish): Promise<OverlayOptions[]> {
  const { look, size } = wish;
  const frame = frameOf(wish);
  const { unit, margin, wordsAbove, wordsBelow } = frame;
  const room = { width: size.width - 2 * margin, height: size.height - wordsAbove - wordsBelow };
  const parts = await setParts(text, wish, { ...frame, room });
  const gap = Math.round(unit * GAP);
  const height = parts.reduce(
    (sum, part) => sum + part.height,
    gap * Math.max(0, parts.length - 1),
  );
  const free = room.height - height;
  const top = wordsAbove + { top: 0, centre: Math.round(free / 2), bottom: free }[look.place];
  const layers: OverlayOptions[] = [];
  // A brand's own ground needs nothing behind the words.
  const isBare = wish.isPlain === true && look.brand !== null;
  if (parts.length > 0 && !isBare) layers.push(ground(look, { top, height, size, margin }));
  let at = top;
  for (const { input, height: own } of parts) {
    layers.push({ input, left: margin, top: Math.round(at) });
    at += own + gap;
  }
  if (look.numbered) layers.push(...(await numberLayers(text, wish, frame)));
  if (wish.logo && look.brand) layers.push(logoLayer(wish.logo, look.brand.corner, size, frame));
  return layers;
}

async function setParts(
  text: SlideText,
  { look, typeset = setWords }: SlideWish,
  { unit, room }: Frame & { room: SlideSize },
): Promise<SetWords[]> {
  const { brand, ink } = look;
  const set = (part: 'title' | 'body', font: FontId | undefined) =>
    typeset(
      text[part],
      {
        ink: brand?.colours[part] ?? ink,
        points: unit * SIZES[part],
        width: room.width,
        height: room.height * MOST_HEIGHT[part],
      },
      font,
    );
  const parts = [await set('title', brand?.titleFont), await set('body', brand?.bodyFont)];
  return parts.filter((part) => part !== undefined);
}

function logoLayer(
  { input, width, height }: SetWords,
  corner: Corner,
  size: SlideSize,
  { margin, above, below }: Frame,
): OverlayOptions {
  return {
    input,
    left: corner.endsWith('left') ? margin : size.width - margin - width,
    top: corner.startsWith('top') ? above : size.height - below - height,
  };
}

/** In the corner opposite to the words; on the other side, where the logo stands there. */
async function numberLayers(
  { number = '' }: SlideText,
  { look, size, logo, typeset = setWords }: SlideWish,
  { unit, margin, above, below }: Frame,
): Promise<OverlayOptions[]> {
  const points = unit * SIZES.number;
  const { brand } = look;
  const fill = brand?.colours.accent ?? look.plate ?? opposite(look.ink);
  const ink = brand ? opposite(fill) : look.ink;
  const box = { ink, points, width: unit * 0.3, height: points * 2 };
  const set = await typeset(number, box, brand?.titleFont);
  if (!set) return [];
  const isBelow = look.place === 'top';
  const isTaken = logo && brand?.corner === (isBelow ? 'bottom_right' : 'top_right');
  const top = isBelow ? size.height - below - set.height : above;
  const left = isTaken ? margin : size.width - margin - set.width;
  const pad = Math.round(unit * 0.014);
  const place = { ...set, left, top };
  return [pill(place, { pad, fill, opacity: brand ? 1 : 0.55 }), { input: set.input, left, top }];
}

/** Behind the words: a plate of the colour, or a shadow that rises and falls softly. */
function ground(
  look: SlideLook,
  { top, height, size, margin }: { top: number; height: number; size: SlideSize; margin: number },
): OverlayOptions {
  const pad = Math.round(margin * 0.5);
  if (look.plate !== null) {
    const fill = look.brand?.colours.background ?? look.plate;
    const [width, tall] = [size.width - 2 * (margin - pad), Math.round(height + 2 * pad)];
    const shape = { width, height: tall, fill, opacity: 0.88, radius: pad / 2 };
    return { ...plate(shape), left: margin - pad, top: Math.round(top - pad) };
  }
  const shade = opposite(look.brand?.colours.title ?? look.ink);
  const [from, to] = [
    Math.max(0, top - margin * 2),
    Math.min(size.height, top + height + margin * 2),
  ];
  const shape = { width: size.width, height: Math.round(to - from), fill: shade, opacity: 0.55 };
  return { ...veil(shape), left: 0, top: Math.round(from) };
}

/** Behind the number, so that it is read on any picture. */
function pill(
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  { pad, fill, opacity }: { pad: number; fill: string; opacity: number },
): OverlayOptions {
  const [wide, high] = [width + 4 * pad, height + 2 * pad];
  const shape = { width: wide, height: high, fill, opacity, radius: high / 2 };
  return { ...plate(shape), left: left - 2 * pad, top: top - pad };
}

/** Black or white, whichever a colour is read on. */
function opposite(hex: string): '#000000' | '#ffffff' {
  return luminance(hex) > 0.5 ? '#000000' : '#ffffff';
}

/** Relative brightness of a colour, 0 to 1 (ITU-R BT.709 weights, without its curve: near enough to choose a side). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
