import type { Quality } from '../../../contract/models.ts';
import { createCanvas, type Tick } from './canvas.ts';
import { bloom, develop } from './finish.ts';
import { createPalette } from './palette.ts';
import { hashText } from './random.ts';
import { type Reading, readPrompt } from './read-prompt.ts';
import { STYLES } from './styles/table.ts';

export interface DrawingRequest {
  prompt: string;
  seed: number;
  width: number;
  height: number;
  quality: Quality;
}

export interface Drawing {
  /** sRGB, three bytes a pixel, row by row. */
  pixels: Uint8Array;
  width: number;
  height: number;
  reading: Reading;
}

/** How much there is to see, and pixels painted for each one delivered, both ways. */
const QUALITIES: Readonly<Record<Quality, { detail: number; over: number }>> = {
  draft: { detail: 0.6, over: 1 },
  standard: { detail: 1, over: 1 },
  high: { detail: 1.4, over: 2 },
};

/** Supersampled pixels above this cost more memory than the finer edges are worth. */
const MAX_PAINTED = 12_000_000;

/**
 * Paints a prompt. Pure: no clock, no chance, no font, no file; one request gives one picture to the last bit.
 * `tick` hears how far it is and may throw to end it.
 */
export function render(request: DrawingRequest, tick: Tick): Drawing {
  const { prompt, seed, width, height, quality } = request;
  const { detail, over: wanted } = QUALITIES[quality];
  const over = width * height * wanted * wanted > MAX_PAINTED ? 1 : wanted;
  const reading = readPrompt(prompt, seed);
  const palette = createPalette(reading.palette, reading.tint, reading.random.fork('tint'));
  const canvas = createCanvas(width * over, height * over);
  const style = STYLES[reading.style];
  style.paint(canvas, { random: reading.random, palette, motifs: reading.motifs, detail }, tick);
  if (style.look.bloom > 0) bloom(canvas, style.look.bloom);
  tick(0.9);
  const pixels = develop(canvas, over, style.look, hashText(prompt, seed));
  return { pixels, width, height, reading };
}
