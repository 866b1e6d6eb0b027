import { type Canvas, disc, glow, shadeSoft, type Tick } from '../canvas.ts';
import { mixRgb, type Rgb } from '../colour.ts';
import { createNoise } from '../noise.ts';
import { clamp, distance, smooth } from '../shape.ts';
import type { Brief } from '../style.ts';

export interface Sky {
  /** Where the sun or moon stands, in pixels. */
  readonly sunX: number;
  readonly sunY: number;
  /** Its radius in pixels. */
  readonly sunRadius: number;
  /** The colour of far air: distant things fade into it. */
  readonly haze: Rgb;
}

/** A sky down to `horizon` (a part of the height): gradient, light around the sun, streaks of cloud, the sun itself. */
export function paintSky(canvas: Canvas, brief: Brief, horizon: number, tick: Tick): Sky {
  const { palette, motifs } = brief;
  const random = brief.random.fork('sky');
  const { width, height, unit } = canvas;
  const noise = createNoise(random);
  const sunX = width * random.range(0.24, 0.76);
  const sunY = height * horizon * random.range(0.42, 0.8);
  const sunRadius =
    unit * random.range(0.045, motifs.has('sun') || motifs.has('moon') ? 0.1 : 0.08);
  const top = palette.dark ? 0.06 : 0.34;
  const low = palette.dark ? 0.66 : 0.93;
  const cover = motifs.has('clouds') ? -0.08 : random.range(0.04, 0.22);
  const reach = 1 / (unit * 0.62);
  // Warm light over a dark blue is grey: at night the light takes the sky's own hue.
  const light = palette.dark
    ? mixRgb(palette.ramp(0.82), palette.accents[0] ?? palette.light, 0.25)
    : palette.light;
  shadeSoft(
    canvas,
    4,
    tick,
    (x, y, out) => {
      const t = clamp(y / (height * horizon));
      const base = palette.ramp(top + (low - top) * t * Math.sqrt(Math.sqrt(t)));
      const away = distance(x - sunX, (y - sunY) * 1.15) * reach;
      const warm = Math.exp(-away * 2.6) * 0.75;
      const v = y / unit;
      const streak = noise.fbm((x / unit) * 1.5 + 3, v * 7.5 + noise.at(x / unit, v * 2) * 0.8, 5);
      const cloud = smooth(cover, cover + 0.42, streak) * (0.25 + 0.55 * t);
      // Clouds near the sun are lit, those far from it are a shade of the sky.
      const lit = mixRgb(
        palette.ramp(clamp(top + (low - top) * t + 0.1)),
        light,
        0.25 + warm * 0.75,
      );
      for (let c = 0; c < 3; c += 1) {
        const sky = base[c]! + (light[c]! - base[c]!) * warm;
        out[c] = sky + (lit[c]! - sky) * cloud * 0.7;
      }
    },
    [0, 0.4],
  );
  glow(canvas, sunX, sunY, sunRadius * 5, light, 0.22);
  disc(canvas, sunX, sunY, sunRadius, mixRgb(light, [1, 1, 1], 0.45), 0.97, 1.5);
  return { sunX, sunY, sunRadius, haze: mixRgb(palette.ramp(low), light, 0.25) };
}
