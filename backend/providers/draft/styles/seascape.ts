import { type Canvas, type Tick } from '../canvas.ts';
import { mixRgb } from '../colour.ts';
import { createNoise } from '../noise.ts';
import { clamp, lerp, smooth } from '../shape.ts';
import type { Brief, Style } from '../style.ts';
import { fillBelow } from './ridges.ts';
import { paintSky, type Sky } from './sky.ts';

/** Open water to the horizon, with the sun's road on it. */
export const seascape: Style = {
  look: { vignette: 0.3, grain: 0.02, bloom: 0.6 },
  paint(canvas, brief, tick) {
    const random = brief.random.fork('seascape');
    const horizon = random.range(0.42, 0.6);
    const sky = paintSky(canvas, brief, horizon, tick);
    if (random.chance(0.65)) paintIsles(canvas, brief, sky, horizon);
    paintSea(canvas, brief, sky, Math.round(canvas.height * horizon), tick);
  },
};

function paintIsles(canvas: Canvas, brief: Brief, sky: Sky, horizon: number): void {
  const random = brief.random.fork('isles');
  const { width, unit } = canvas;
  const noise = createNoise(random);
  const level = canvas.height * horizon;
  for (let k = 0; k < 3; k += 1) {
    const middle = random.next() * width;
    const reach = unit * random.range(0.25, 0.6);
    const line = new Float32Array(width);
    for (let x = 0; x < width; x += 1) {
      const fall = smooth(reach, 0, Math.abs(x - middle));
      const crest = 0.5 + noise.fbm((x / unit) * 4 + k * 20, k * 3, 5);
      line[x] = level + 1 - unit * (0.05 + k * 0.015) * fall * crest * 2;
    }
    const body = mixRgb(sky.haze, brief.palette.ramp(0.32 - k * 0.1), 0.4 + k * 0.22);
    fillBelow(canvas, line, level, (t) => mixRgb(body, sky.haze, t * 0.45));
  }
}

/** Waves as noise seen at a slant: rows crowd towards the horizon as one over the distance does. */
function paintSea(canvas: Canvas, brief: Brief, sky: Sky, level: number, tick: Tick): void {
  const { width, height, unit, data } = canvas;
  const { palette } = brief;
  const noise = createNoise(brief.random.fork('waves'));
  const swell = brief.random.fork('swell').range(0.7, 1.3);
  const octaves = brief.detail > 1 ? 3 : 2;
  for (let y = level; y < height; y += 1) {
    if ((y & 63) === 0) tick(0.45 + 0.4 * ((y - level) / (height - level)));
    const near = (y - level + 0.5) / (height - level);
    const far = 1 / (near + 0.035);
    const deep = palette.ramp(clamp(lerp(0.5, 0.1, near ** 0.7)));
    const crestTone = mixRgb(palette.ramp(0.78), sky.haze, 0.5);
    const spread = unit * (0.035 + near * 0.2);
    const rows = far * 5.2;
    for (let x = 0; x < width; x += 1) {
      const along = ((x - width / 2) / unit) * far * 1.15;
      const wave =
        noise.fbm(along * 1.1, rows * 2.1 * swell, octaves) +
        noise.at(along * 0.3, rows * 0.6) * 0.35;
      const crest = smooth(0.1, 0.55, wave);
      const sheen = smooth(0.35, 0, near) * 0.6;
      const i = (y * width + x) * 3;
      const road = Math.exp(-(((x - sky.sunX) / spread) ** 2));
      const glitter = road * smooth(0.02, 0.4, wave) * 1.25 + road * 0.16;
      const shadow = 1 - 0.35 * smooth(0, -0.5, wave);
      for (let c = 0; c < 3; c += 1) {
        const water = lerp(deep[c]! * shadow, crestTone[c]!, crest * 0.34 * (1 - near * 0.3));
        data[i + c] = lerp(water, sky.haze[c]!, sheen) + palette.light[c]! * glitter;
      }
    }
  }
}
