import { type Swatch, type Tone, TONES } from '../../contract/assets.ts';
import { oklabOfHex } from './oklab.ts';

/** Shares of a picture from which a tone is told, and bounds in OKLab; tried on photographs, drawings and night scenes. */
const MOSTLY = 0.6;
const GREY = 0.03;
const STRONG = 0.12;

/** What the colours of a picture are like, as bits by the place in TONES; the same palette has the same tones. */
export function tonesOf(palette: readonly Swatch[]): number {
  const colours = palette.map(({ color, share }) => {
    const { l, a, b } = oklabOfHex(color);
    return { l, a, b, chroma: Math.hypot(a, b), share };
  });
  const total = colours.reduce((sum, { share }) => sum + share, 0);
  if (total === 0) return 0;
  type Colour = (typeof colours)[number];
  const shareOf = (is: (colour: Colour) => boolean) =>
    colours.reduce((sum, colour) => (is(colour) ? sum + colour.share : sum), 0) / total;
  const mean = (of: (colour: Colour) => number) =>
    colours.reduce((sum, colour) => sum + of(colour) * colour.share, 0) / total;
  const chroma = mean((colour) => colour.chroma);
  const monochrome = shareOf((colour) => colour.chroma < GREY) > 0.95;
  // Warm is towards red and yellow, cool towards blue and green; grey is neither.
  const warmth = mean(({ a, b }) => a + b) / Math.max(chroma, GREY);
  const has: Record<Tone, boolean> = {
    dark: shareOf(({ l }) => l < 0.4) > MOSTLY,
    bright: shareOf(({ l }) => l > 0.75) > MOSTLY,
    vivid: chroma > STRONG,
    muted: !monochrome && chroma < STRONG / 2,
    monochrome,
    warm: !monochrome && warmth > 0.6,
    cool: !monochrome && warmth < -0.3,
    contrasty: shareOf(({ l }) => l < 0.3) > 0.2 && shareOf(({ l }) => l > 0.8) > 0.2,
  };
  return TONES.reduce((bits, tone, place) => (has[tone] ? bits | (1 << place) : bits), 0);
}

export function namesOfTones(bits: number): Tone[] {
  return TONES.filter((_, place) => (bits & (1 << place)) !== 0);
}

/** The bit of a tone; 0 for any other word. */
export function toneBit(name: string): number {
  const place = (TONES as readonly string[]).indexOf(name.toLowerCase());
  return place < 0 ? 0 : 1 << place;
}
