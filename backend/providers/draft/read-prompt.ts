import { PALETTE_NAMES, type PaletteName, type Tint } from './palette.ts';
import { createRandom, hashText, type Random } from './random.ts';
import { clamp } from './shape.ts';
import { type Meaning, type Motif, STYLE_NAMES, type StyleName, VOCABULARY } from './vocabulary.ts';

/** What a prompt asks for, as far as this renderer understands it. */
export interface Reading {
  readonly style: StyleName;
  readonly palette: PaletteName;
  readonly tint: Tint;
  readonly motifs: ReadonlySet<Motif>;
  /** For everything that the words leave open. Unknown words move it too, so each prompt looks its own. */
  readonly random: Random;
}

/** Styles and palettes that go well together where the words name only one of them. */
const BECOMING: Readonly<Record<StyleName, readonly PaletteName[]>> = {
  landscape: ['dawn', 'sunset', 'forest', 'autumn', 'snow', 'desert', 'vintage'],
  seascape: ['ocean', 'sunset', 'dawn', 'tropical', 'pastel'],
  'night-sky': ['night', 'jewel', 'neon'],
  aurora: ['dawn', 'sunset', 'tropical', 'neon', 'pastel', 'jewel', 'ocean'],
  'flow-field': ['autumn', 'ocean', 'sunset', 'jewel', 'vintage', 'tropical', 'night'],
  'stained-glass': ['jewel', 'sunset', 'tropical', 'ocean'],
  risograph: ['vintage', 'sunset', 'tropical', 'pastel', 'ocean'],
  watercolour: ['spring', 'ocean', 'dawn', 'autumn', 'forest', 'pastel'],
  'low-poly': ['sunset', 'dawn', 'snow', 'desert', 'forest', 'ocean'],
  'art-deco': ['jewel', 'night', 'ember', 'forest'],
  botanical: ['spring', 'forest', 'vintage', 'autumn', 'tropical'],
  topographic: ['desert', 'ocean', 'forest', 'vintage', 'dawn', 'snow'],
  textile: ['autumn', 'jewel', 'vintage', 'desert', 'ocean', 'ember'],
  city: ['sunset', 'night', 'neon', 'dawn'],
  portrait: ['sunset', 'dawn', 'ocean', 'jewel', 'vintage', 'tropical'],
};

/** The words as the vocabulary has them: no case, no accents, letters and digits only. */
export function wordsOf(prompt: string): string[] {
  return prompt
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/œ/gi, 'oe')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 0);
}

/** Reads a prompt. One prompt and seed always give one reading; what the words do not decide, the seed does. */
export function readPrompt(prompt: string, seed: number): Reading {
  const words = wordsOf(prompt);
  const random = createRandom(hashText(words.join(' '), seed));
  const styles = new Map<StyleName, number>();
  const palettes = new Map<PaletteName, number>();
  const motifs = new Set<Motif>();
  const hues: number[] = [];
  let lightness = 0;
  let chroma = 0;
  for (const meaning of meaningsOf(words)) {
    addWeights(styles, meaning.styles);
    addWeights(palettes, meaning.palettes);
    for (const motif of meaning.motifs ?? []) motifs.add(motif);
    if (meaning.hue !== undefined) hues.push(meaning.hue);
    lightness += meaning.lightness ?? 0;
    chroma += meaning.chroma ?? 0;
  }
  const style = draw(styles, STYLE_NAMES, random.fork('style'));
  const open = palettes.size === 0 ? BECOMING[style] : PALETTE_NAMES;
  const palette = draw(palettes, open, random.fork('palette'));
  const hue = hues.length > 0 ? random.fork('hue').pick(hues) : undefined;
  return {
    style,
    palette,
    tint: {
      lightness: clamp(lightness, -1, 1),
      chroma: clamp(chroma, -1, 1),
      ...(hue === undefined ? {} : { hue }),
    },
    motifs,
    random,
  };
}

function meaningsOf(words: readonly string[]): Meaning[] {
  const found: Meaning[] = [];
  words.forEach((word, i) => {
    // "low poly", "art deco" and "stained glass" are one word here.
    const pair = VOCABULARY.get(word + (words[i + 1] ?? '·'));
    const single = VOCABULARY.get(word) ?? VOCABULARY.get(singular(word)) ?? [];
    found.push(...(pair ?? []), ...single);
  });
  return found;
}

/** Good enough for a vocabulary: plural s, x and es of both languages, -ing and -y left alone. */
function singular(word: string): string {
  if (word.length > 3 && /[sx]$/.test(word) && !word.endsWith('ss')) {
    const cut = word.slice(0, -1);
    return VOCABULARY.has(cut) || !word.endsWith('es') ? cut : word.slice(0, -2);
  }
  return word;
}

function addWeights<K extends string>(
  sum: Map<K, number>,
  weights: Partial<Record<K, number>> | undefined,
): void {
  for (const [key, weight] of Object.entries(weights ?? {}) as [K, number][]) {
    sum.set(key, (sum.get(key) ?? 0) + weight);
  }
}

/** One of the weighted, the squares of their weights being their chances; one of `open` where none has a weight. */
function draw<K extends string>(weights: Map<K, number>, open: readonly K[], random: Random): K {
  if (weights.size === 0) return random.pick(open);
  const squares = [...weights].map(([key, weight]) => [key, weight * weight] as const);
  let left = random.next() * squares.reduce((sum, [, square]) => sum + square, 0);
  for (const [key, square] of squares) {
    left -= square;
    if (left <= 0) return key;
  }
  return random.pick(open);
}
