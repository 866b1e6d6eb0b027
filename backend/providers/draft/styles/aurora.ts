import { shade } from '../canvas.ts';
import type { Rgb } from '../colour.ts';
import { createField } from '../field.ts';
import { createNoise } from '../noise.ts';
import { clamp, smooth } from '../shape.ts';
import type { Style } from '../style.ts';

interface Blob {
  x: number;
  y: number;
  reach: number;
  colour: Rgb;
}

/** A mesh gradient folded like silk: colours laid out in space, space bent by noise, light on the folds. */
export const aurora: Style = {
  look: { vignette: 0.18, grain: 0.045, bloom: 0.25 },
  paint(canvas, brief, tick) {
    const { width, height, unit } = canvas;
    const { palette } = brief;
    const random = brief.random.fork('aurora');
    const noise = createNoise(random);
    const [wide, tall] = [width / unit, height / unit];
    const blobs: Blob[] = Array.from({ length: 7 }, (_, i) => ({
      x: wide * random.range(-0.05, 1.05),
      y: tall * random.range(-0.05, 1.05),
      reach: random.range(0.2, 0.42),
      colour:
        i < 2
          ? palette.accents[i]!
          : palette.ramp(palette.dark ? random.range(0.02, 0.85) : (i - 1.5) / 4.5),
    }));
    const stretch = random.range(0.35, 0.65);
    const turn = random.range(-0.8, 0.8);
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const fold = (x: number, y: number): number => {
      const u = (x * cos - y * sin) / unit;
      const v = (x * sin + y * cos) / unit;
      const bend = noise.fbm(u * 0.9, v * 0.9, 2);
      return noise.fbm(u * stretch + bend * 0.9, v * 1.7 + bend * 1.5 + 5, 3);
    };
    const folds = createField(width, height, 4, fold);
    const drift = createField(width, height, 8, (x, y) =>
      noise.fbm((x / unit) * 0.8 + 20, (y / unit) * 0.8, 3),
    );
    const channels = [0, 1, 2].map((c) =>
      createField(width, height, 4, (x, y) => {
        const bend = folds.at(x, y);
        const u = x / unit + bend * 0.34;
        const v = y / unit + drift.at(x, y) * 0.4 + bend * 0.16;
        let sum = 0;
        let total = 1e-6;
        for (const blob of blobs) {
          const away = ((u - blob.x) ** 2 + (v - blob.y) ** 2) / (blob.reach * blob.reach);
          const weight = 1 / (0.05 + away * away);
          sum += weight * blob.colour[c]!;
          total += weight;
        }
        return sum / total;
      }),
    );
    const reach = unit / 90;
    shade(
      canvas,
      tick,
      (x, y, out) => {
        // Light from the upper left: the slope of a fold is what it catches.
        const slope = (folds.at(x, y) - folds.at(x + reach, y + reach * 1.6)) * 15;
        const gloss = smooth(0.15, 1.1, slope);
        const shadow = 1 - 0.55 * smooth(0.05, 1.1, -slope);
        for (let c = 0; c < 3; c += 1) {
          const base = channels[c]!.at(x, y);
          out[c] = clamp(base * shadow + (palette.light[c]! - base * 0.6) * gloss * 0.42);
        }
      },
      [0.3, 0.85],
    );
  },
};
