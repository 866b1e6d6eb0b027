import type { Canvas, Tick } from './canvas.ts';
import type { Look } from './finish.ts';
import type { Palette } from './palette.ts';
import type { Random } from './random.ts';
import type { Motif } from './vocabulary.ts';

/** What a style paints from. */
export interface Brief {
  readonly random: Random;
  readonly palette: Palette;
  readonly motifs: ReadonlySet<Motif>;
  /** 0.6 for a draft, 1, 1.4 for high quality: how much there is to see, not how large. */
  readonly detail: number;
}

/** One way of painting. Pure: the same brief and size give the same pixels. */
export interface Style {
  readonly look: Look;
  paint(canvas: Canvas, brief: Brief, tick: Tick): void;
}
