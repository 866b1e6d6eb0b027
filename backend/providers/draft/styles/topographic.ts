import { shade } from '../canvas.ts';
import { mixRgb } from '../colour.ts';
import { createField } from '../field.ts';
import { createNoise } from '../noise.ts';
import { clamp, distance, fract, lerp, smooth } from '../shape.ts';
import type { Style } from '../style.ts';

/** A relief of cut paper: one sheet a contour, each casting its shadow on the one below, drawn over in ink. */
export const topographic: Style = {
  look: { vignette: 0.2, grain: 0.024, bloom: 0 },
  paint(canvas, brief, tick) {
    const { width, height, unit } = canvas;
    const { palette } = brief;
    const random = brief.random.fork('relief');
    const noise = createNoise(random);
    const zoom = random.range(0.85, 1.35) / unit;
    const levels = Math.round(random.range(9, 13) * (0.8 + 0.25 * brief.detail));
    const relief = createField(width, height, 4, (x, y) => {
      const [u, v] = [x * zoom * 1.3, y * zoom * 1.3];
      const bend = noise.fbm(u * 0.7, v * 0.7, 2);
      return clamp(0.5 + noise.fbm(u + bend * 0.9, v - bend * 0.9 + 3, 4) * 1.25, 0, 0.999);
    });
    const paper = createField(width, height, 2, (x, y) =>
      noise.at((x / unit) * 80, (y / unit) * 80),
    );
    const invert = palette.dark || random.chance(0.5);
    const ink = mixRgb(palette.ramp(0.04), palette.ink, 0.5);
    const [dx, dy] = [unit * 0.011, unit * 0.017];
    const accentLevel = 2 + random.int(levels - 4);
    const sheet = (h: number): number => Math.floor(h * levels);
    const fine = brief.detail >= 1;
    shade(
      canvas,
      tick,
      (x, y, out) => {
        const h = relief.at(x, y);
        const level = sheet(h);
        const t = (level + 0.5) / levels;
        const colour =
          level === accentLevel
            ? palette.accent
            : palette.ramp(invert ? lerp(0.06, 0.97, t) : lerp(0.97, 0.1, t));
        // The sheets above, towards the light, keep it from here; softly, so at several distances.
        let dark = 0;
        for (let k = 1; k <= 2; k += 1) {
          const over = relief.at(x - dx * k * 0.7, y - dy * k * 0.7) * levels - (level + 1);
          dark += smooth(-0.06, 0.16, over) * 0.26;
        }
        const slope = distance(relief.at(x + 1, y) - h, relief.at(x, y + 1) - h) * levels;
        const within = fract(h * levels);
        const toEdge = Math.min(within, 1 - within) / (slope + 1e-5);
        const line =
          smooth(1.3, 0.35, toEdge) *
          smooth(0.0004, 0.003, slope) *
          (level % 4 === 0 ? 0.75 : 0.42);
        const half = fine ? smooth(0.9, 0.2, Math.abs(within - 0.5) / (slope + 1e-5)) * 0.12 : 0;
        const lip = within / (slope + 1e-5) < unit * 0.0032 ? 0.1 : 0;
        const tone = (1 - dark) * (1 + paper.at(x, y) * 0.035 + lip);
        for (let c = 0; c < 3; c += 1)
          out[c] = lerp(colour[c]! * tone, ink[c]!, clamp(line + half));
      },
      [0.2, 0.85],
    );
  },
};
