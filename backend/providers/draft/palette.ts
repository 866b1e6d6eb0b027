import { mixOklch, type Oklch, type Rgb, toRgb } from './colour.ts';
import type { Random } from './random.ts';
import { clamp } from './shape.ts';

/** The colours of one picture. */
export interface Palette {
  readonly name: string;
  /** From the darkest to the lightest, for skies, depths and heights; `t` is 0 to 1. */
  ramp(t: number): Rgb;
  /** A few colours that stand against each other. */
  readonly accents: readonly Rgb[];
  readonly accent: Rgb;
  /** The ground of a print, and what is drawn on it. */
  readonly paper: Rgb;
  readonly ink: Rgb;
  /** What shines: sun, lamps, gold. */
  readonly light: Rgb;
  readonly dark: boolean;
}

interface Recipe {
  /** From dark to light. */
  readonly ramp: readonly Oklch[];
  readonly accents: readonly Oklch[];
  readonly light: Oklch;
  readonly dark?: boolean;
}

/** Worked out by eye. In OKLCH an even step in lightness looks even in every hue. */
const RECIPES = {
  dawn: {
    ramp: [
      [0.24, 0.06, 285],
      [0.42, 0.1, 300],
      [0.62, 0.13, 350],
      [0.78, 0.12, 40],
      [0.91, 0.07, 75],
    ],
    accents: [
      [0.7, 0.15, 30],
      [0.55, 0.13, 320],
      [0.85, 0.12, 85],
    ],
    light: [0.95, 0.08, 85],
  },
  sunset: {
    ramp: [
      [0.2, 0.07, 290],
      [0.38, 0.13, 320],
      [0.58, 0.19, 15],
      [0.73, 0.17, 48],
      [0.88, 0.13, 82],
    ],
    accents: [
      [0.65, 0.21, 30],
      [0.5, 0.17, 345],
      [0.82, 0.16, 80],
    ],
    light: [0.94, 0.12, 90],
  },
  ocean: {
    ramp: [
      [0.2, 0.06, 255],
      [0.36, 0.1, 245],
      [0.55, 0.11, 225],
      [0.75, 0.09, 205],
      [0.93, 0.04, 190],
    ],
    accents: [
      [0.72, 0.14, 35],
      [0.62, 0.12, 195],
      [0.88, 0.1, 90],
    ],
    light: [0.97, 0.04, 95],
  },
  forest: {
    ramp: [
      [0.2, 0.04, 165],
      [0.34, 0.07, 155],
      [0.51, 0.1, 145],
      [0.71, 0.1, 125],
      [0.92, 0.06, 105],
    ],
    accents: [
      [0.7, 0.15, 60],
      [0.55, 0.12, 145],
      [0.84, 0.14, 100],
    ],
    light: [0.96, 0.07, 100],
  },
  autumn: {
    ramp: [
      [0.22, 0.05, 30],
      [0.38, 0.1, 35],
      [0.55, 0.15, 45],
      [0.72, 0.15, 65],
      [0.9, 0.08, 85],
    ],
    accents: [
      [0.58, 0.18, 32],
      [0.5, 0.09, 140],
      [0.8, 0.15, 78],
    ],
    light: [0.95, 0.09, 88],
  },
  night: {
    ramp: [
      [0.13, 0.04, 275],
      [0.24, 0.09, 275],
      [0.4, 0.13, 285],
      [0.6, 0.12, 255],
      [0.86, 0.06, 220],
    ],
    accents: [
      [0.7, 0.17, 330],
      [0.68, 0.14, 230],
      [0.88, 0.1, 90],
    ],
    light: [0.96, 0.04, 95],
    dark: true,
  },
  neon: {
    ramp: [
      [0.14, 0.06, 290],
      [0.28, 0.14, 295],
      [0.5, 0.25, 325],
      [0.68, 0.22, 350],
      [0.85, 0.14, 200],
    ],
    accents: [
      [0.7, 0.26, 345],
      [0.82, 0.16, 200],
      [0.88, 0.2, 110],
    ],
    light: [0.92, 0.13, 195],
    dark: true,
  },
  pastel: {
    ramp: [
      [0.55, 0.07, 280],
      [0.7, 0.08, 310],
      [0.8, 0.08, 350],
      [0.88, 0.07, 50],
      [0.95, 0.04, 95],
    ],
    accents: [
      [0.78, 0.11, 20],
      [0.8, 0.09, 190],
      [0.86, 0.1, 95],
    ],
    light: [0.98, 0.03, 90],
  },
  desert: {
    ramp: [
      [0.27, 0.06, 25],
      [0.44, 0.11, 32],
      [0.62, 0.13, 45],
      [0.78, 0.1, 65],
      [0.92, 0.05, 85],
    ],
    accents: [
      [0.6, 0.17, 35],
      [0.6, 0.08, 200],
      [0.85, 0.11, 80],
    ],
    light: [0.97, 0.06, 88],
  },
  snow: {
    ramp: [
      [0.3, 0.05, 255],
      [0.48, 0.07, 250],
      [0.68, 0.06, 240],
      [0.84, 0.035, 230],
      [0.97, 0.012, 220],
    ],
    accents: [
      [0.65, 0.15, 25],
      [0.55, 0.1, 245],
      [0.86, 0.07, 80],
    ],
    light: [0.98, 0.03, 80],
  },
  spring: {
    ramp: [
      [0.34, 0.07, 160],
      [0.52, 0.11, 145],
      [0.7, 0.13, 130],
      [0.84, 0.1, 10],
      [0.95, 0.04, 70],
    ],
    accents: [
      [0.74, 0.15, 5],
      [0.68, 0.14, 140],
      [0.9, 0.13, 100],
    ],
    light: [0.98, 0.06, 100],
  },
  jewel: {
    ramp: [
      [0.18, 0.07, 300],
      [0.34, 0.13, 275],
      [0.48, 0.14, 220],
      [0.65, 0.14, 165],
      [0.87, 0.13, 95],
    ],
    accents: [
      [0.52, 0.2, 20],
      [0.5, 0.17, 260],
      [0.8, 0.16, 85],
    ],
    light: [0.93, 0.12, 92],
    dark: true,
  },
  ember: {
    ramp: [
      [0.14, 0.03, 20],
      [0.3, 0.11, 25],
      [0.5, 0.19, 30],
      [0.7, 0.18, 52],
      [0.92, 0.13, 95],
    ],
    accents: [
      [0.62, 0.23, 30],
      [0.76, 0.17, 65],
      [0.4, 0.1, 10],
    ],
    light: [0.95, 0.13, 95],
    dark: true,
  },
  ink: {
    ramp: [
      [0.16, 0.01, 260],
      [0.36, 0.012, 255],
      [0.58, 0.012, 250],
      [0.78, 0.01, 90],
      [0.95, 0.012, 90],
    ],
    accents: [
      [0.55, 0.2, 30],
      [0.35, 0.01, 260],
      [0.75, 0.01, 90],
    ],
    light: [0.97, 0.02, 90],
  },
  tropical: {
    ramp: [
      [0.24, 0.07, 190],
      [0.42, 0.1, 180],
      [0.62, 0.13, 165],
      [0.78, 0.14, 60],
      [0.93, 0.09, 95],
    ],
    accents: [
      [0.7, 0.2, 15],
      [0.66, 0.13, 180],
      [0.87, 0.16, 95],
    ],
    light: [0.97, 0.1, 100],
  },
  vintage: {
    ramp: [
      [0.26, 0.03, 240],
      [0.43, 0.06, 215],
      [0.6, 0.08, 40],
      [0.77, 0.08, 65],
      [0.92, 0.045, 90],
    ],
    accents: [
      [0.58, 0.14, 35],
      [0.5, 0.07, 210],
      [0.79, 0.12, 80],
    ],
    light: [0.95, 0.06, 92],
  },
} as const satisfies Record<string, Recipe>;

export type PaletteName = keyof typeof RECIPES;
export const PALETTE_NAMES = Object.keys(RECIPES) as PaletteName[];

/** How a prompt bends a palette. All are 0 where it says nothing. */
export interface Tint {
  /** Turns every hue to this one, in degrees. */
  readonly hue?: number;
  /** -1 to 1. */
  readonly lightness: number;
  /** -1 grey, 1 vivid. */
  readonly chroma: number;
}

export function createPalette(name: PaletteName, tint: Tint, random: Random): Palette {
  const recipe: Recipe = RECIPES[name];
  const drift = random.bell() * 9;
  const middle = recipe.ramp[2]?.[2] ?? 0;
  const bend = ([l, c, h]: Oklch): Oklch => {
    // A named colour pulls all hues near it, but leaves them apart: one hue alone is flat.
    const pulled = tint.hue === undefined ? h : tint.hue + turn(middle, h) * 0.28;
    const chroma = c * (1 + tint.chroma * 0.6) + (tint.hue === undefined ? 0 : 0.02);
    return [
      clamp(l + tint.lightness * 0.1 * (1.2 - l), 0.08, 0.985),
      Math.max(0, chroma),
      pulled + drift,
    ];
  };
  const stops = recipe.ramp.map(bend);
  const dark = recipe.dark ?? false;
  const steps = Array.from({ length: 257 }, (_, i) => toRgb(rampAt(stops, i / 256)));
  const accents = recipe.accents.map((accent) => toRgb(bend(accent)));
  const light = bend(recipe.light);
  const deepest = stops[0] ?? recipe.light;
  return {
    name,
    ramp: (t) => steps[Math.round(clamp(t) * 256)] ?? [0, 0, 0],
    accents,
    accent: accents[0] ?? toRgb(light),
    paper: toRgb([0.955, 0.018 + tint.chroma * 0.004, light[2]]),
    ink: toRgb([0.24, 0.035, deepest[2]]),
    light: toRgb(light),
    dark,
  };
}

function turn(from: number, to: number): number {
  return ((((to - from) % 360) + 540) % 360) - 180;
}

function rampAt(stops: readonly Oklch[], t: number): Oklch {
  const place = t * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(place));
  const from = stops[index];
  const to = stops[index + 1];
  if (!from || !to) throw new RangeError('A ramp has at least two stops.');
  return mixOklch(from, to, place - index);
}
