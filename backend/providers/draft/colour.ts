import { clamp } from './shape.ts';

/** Linear-light sRGB, 0 to 1. Everything is mixed in light, as paint and lamps do. */
export type Rgb = readonly [red: number, green: number, blue: number];
/** Lightness 0 to 1, chroma 0 to about 0.37, hue in degrees (Ottosson 2020, https://bottosson.github.io/posts/oklab). */
export type Oklch = readonly [lightness: number, chroma: number, hue: number];

/** The nearest colour a screen has: same lightness and hue, less chroma. */
export function toRgb([lightness, chroma, hue]: Oklch): Rgb {
  let low = 0;
  let high = chroma;
  let found = fromOklab(lightness, chroma, hue);
  if (fits(found)) return found;
  for (let i = 0; i < 12; i += 1) {
    const middle = (low + high) / 2;
    found = fromOklab(lightness, middle, hue);
    if (fits(found)) low = middle;
    else high = middle;
  }
  const [r, g, b] = fromOklab(lightness, low, hue);
  return [clamp(r), clamp(g), clamp(b)];
}

function fits(colour: Rgb): boolean {
  return colour.every((channel) => channel >= -0.0001 && channel <= 1.0001);
}

function fromOklab(lightness: number, chroma: number, hue: number): Rgb {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

export function mixRgb(a: Rgb, b: Rgb, t: number): Rgb {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

export function scaleRgb(a: Rgb, by: number): Rgb {
  return [a[0] * by, a[1] * by, a[2] * by];
}

/** Between two colours the shorter way round the hues, keeping chroma: no grey in the middle. */
export function mixOklch(a: Oklch, b: Oklch, t: number): Oklch {
  const turn = ((((b[2] - a[2]) % 360) + 540) % 360) - 180;
  // A grey has no hue of its own: it takes the other's.
  const from = a[1] < 0.015 ? b[2] : a[2];
  const way = a[1] < 0.015 || b[1] < 0.015 ? 0 : turn;
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, from + way * t];
}
