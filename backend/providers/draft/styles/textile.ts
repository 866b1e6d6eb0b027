import { shade } from '../canvas.ts';
import type { Rgb } from '../colour.ts';
import { createField } from '../field.ts';
import { createNoise } from '../noise.ts';
import { hashPlace, type Random } from '../random.ts';
import { fract } from '../shape.ts';
import type { Palette } from '../palette.ts';
import type { Style } from '../style.ts';

/** Cloth seen close: each pixel lies on one thread, that thread over or under the one that crosses it. */
export const textile: Style = {
  look: { vignette: 0.24, grain: 0.03, bloom: 0 },
  paint(canvas, brief, tick) {
    const { width, height, unit } = canvas;
    const random = brief.random.fork('loom');
    const noise = createNoise(random);
    const threads = Math.round(random.pick([120, 136, 152]));
    const pitch = unit / threads;
    const figure = random.pick([ikat, kilim, herringbone])(
      brief.palette,
      random,
      width / unit,
      height / unit,
    );
    const drape = createField(width, height, 8, (x, y) =>
      noise.fbm((x / unit) * 1.3, (y / unit) * 1.3, 3),
    );
    const sag = createField(width, height, 4, (x, y) =>
      noise.fbm((x / unit) * 5, (y / unit) * 5 + 9, 2),
    );
    shade(
      canvas,
      tick,
      (x, y, out) => {
        const bend = sag.at(x, y) * 0.5;
        const a = x / pitch + bend;
        const b = y / pitch - bend;
        const [i, j] = [Math.floor(a), Math.floor(b)];
        const warp = figure.over(i, j);
        const across = (warp ? fract(a) : fract(b)) - 0.5;
        const along = warp ? b : a;
        const thread = warp ? i : j;
        const round = Math.sqrt(Math.max(0, 1 - across * across * 3.6));
        // A float is highest in its middle and dives under at its ends.
        const place = fract(along);
        const crown = 0.72 + 1.12 * place * (1 - place);
        const twist = 0.5 + 0.5 * Math.sin((along * 2.2 + across * 2.4) * Math.PI * 2 + thread);
        const fibre = hashPlace(
          Math.floor(across * 14),
          Math.floor(along * 5),
          thread * 7 + (warp ? 1 : 0),
        );
        const light = (0.24 + 0.76 * round * crown) * (0.88 + 0.16 * twist) * (0.86 + 0.28 * fibre);
        const fold = 1 + drape.at(x, y) * 0.34;
        const colour = figure.colour((i + 0.5) / threads, (j + 0.5) / threads, warp);
        for (let c = 0; c < 3; c += 1) out[c] = colour[c]! * light * fold + 0.012 * round * fibre;
      },
      [0.1, 0.85],
    );
  },
};

interface Figure {
  /** Whether the upright thread lies on top where column `i` crosses row `j`. */
  over(i: number, j: number): boolean;
  /** The dye of a thread at (u, v), in parts of the shorter edge. */
  colour(u: number, v: number, warp: boolean): Rgb;
}

const twill = (i: number, j: number): boolean => (((i + j) % 4) + 4) % 4 < 2;

/** Threads dyed before weaving: diamonds with feathered edges. */
function ikat(palette: Palette, random: Random, wide: number, tall: number): Figure {
  const noise = createNoise(random);
  const repeat = random.pick([0.34, 0.5, 0.5]);
  const stretch = random.range(1.1, 1.6);
  const tones = [
    palette.ramp(0.1),
    palette.accents[0],
    palette.accents[2],
    palette.ramp(0.9),
    palette.accents[1],
    palette.ramp(0.28),
  ].map((tone) => tone ?? palette.accent);
  const offset = random.next();
  const rings = random.pick([5, 6, 7]);
  return {
    over: twill,
    colour(u, v) {
      const feather = noise.at(u * 140, v * 5) * 0.035 + noise.at(u * 30, v * 3) * 0.02;
      const du = Math.abs(fract((u - wide / 2) / repeat + 0.5) - 0.5) * 2;
      const dv = Math.abs(fract((v - tall / 2 + feather) / (repeat * stretch) + 0.5) - 0.5) * 2;
      const far = du + dv;
      const scallop = 0.06 * Math.abs(fract(du * 5) - 0.5);
      const ring = Math.floor((far + scallop) * rings * 0.5 + offset);
      return tones[ring % tones.length]!;
    },
  };
}

/** Bands of stepped figures, as in a flat-woven rug. */
function kilim(palette: Palette, random: Random, _wide: number, tall: number): Figure {
  const tones = [
    palette.ramp(0.12),
    palette.accents[0],
    palette.ramp(0.88),
    palette.accents[1],
    palette.accents[2],
  ].map((tone) => tone ?? palette.accent);
  const bands: {
    top: number;
    size: number;
    kind: number;
    ground: number;
    figure: number;
    repeat: number;
  }[] = [];
  for (let top = 0; top < tall + 0.2;) {
    const plain = bands.length % 2 === 0;
    const size = plain ? random.range(0.018, 0.05) : random.range(0.1, 0.2);
    const ground = random.int(tones.length);
    bands.push({
      top,
      size,
      kind: plain ? 3 : random.int(3),
      ground,
      figure: (ground + 1 + random.int(tones.length - 1)) % tones.length,
      repeat: random.pick([0.1, 0.125, 1 / 6]),
    });
    top += size;
  }
  const step = (x: number): number => Math.floor(x * 9) / 9;
  return {
    over: (i, j) => (i + j) % 2 === 0,
    colour(u, v) {
      const band = bands.findLast(({ top }) => v >= top) ?? bands[0]!;
      const along = Math.abs(fract(u / band.repeat) - 0.5) * 2;
      const across = Math.abs((v - band.top) / band.size - 0.5) * 2;
      const ground = tones[band.ground]!;
      const figure = tones[band.figure]!;
      const core = tones[(band.figure + 2) % tones.length]!;
      if (band.kind === 0) {
        const far = step(along) + step(across);
        return far < 0.4 ? core : far < 0.95 ? figure : ground;
      }
      if (band.kind === 1) {
        const zig = Math.abs(step(along) - (v - band.top) / band.size);
        return zig < 0.22 ? figure : zig < 0.34 ? core : ground;
      }
      if (band.kind === 2) {
        const tooth = step(along) > (v - band.top) / band.size;
        return tooth ? figure : step(along) > (v - band.top) / band.size - 0.22 ? core : ground;
      }
      return band.size > 0.035 && across < 0.35 ? figure : ground;
    },
  };
}

/** A herringbone of two yarns under a broad plaid. */
function herringbone(palette: Palette, random: Random): Figure {
  const size = random.pick([8, 12, 16]);
  const ground = palette.ramp(random.range(0.12, 0.3));
  const second = palette.ramp(random.range(0.5, 0.7));
  const stripes = Array.from({ length: 3 }, (_, k) => ({
    at: random.next(),
    half: random.range(0.006, 0.06),
    tone: palette.accents[k] ?? palette.accent,
  }));
  const repeat = random.pick([0.33, 0.5]);
  const dyed = (along: number, base: Rgb): Rgb => {
    const place = fract(along / repeat);
    const stripe = stripes.find(({ at, half }) => Math.abs(place - at) < half / repeat);
    return stripe ? stripe.tone : base;
  };
  return {
    over(i, j) {
      const flip = Math.floor(i / size) % 2 === 0 ? i : -i;
      return twill(flip, j);
    },
    colour: (u, v, warp) => (warp ? dyed(u, second) : dyed(v, ground)),
  };
}
