/** How a screen is shown: one theme, one language, one size of the window. */
export interface Pair {
  readonly name: string;
  readonly theme: string;
  readonly language: string;
  readonly width: number;
  readonly height: number;
}

const HEIGHTS: Readonly<Record<string, number>> = { 1024: 640, 1280: 800, 1920: 1080 };

/** Every theme with every language in both widths; the two that differ most; and where panels come over one another. */
const SETS: Readonly<Record<string, readonly string[]>> = {
  all: ['dark', 'light'].flatMap((theme) =>
    ['en', 'fr'].flatMap((language) =>
      ['1280', '1920'].map((width) => `${theme}-${language}-${width}`),
    ),
  ),
  two: ['dark-en-1280', 'light-fr-1920'],
  small: ['light-fr-1024', 'dark-fr-1024x360'],
};

/** Reads `all`, `two`, `small`, or names as `dark-fr-1280` and `light-en-1024x360`, between commas. Throws on any other. */
export function pairsOf(text: string): readonly Pair[] {
  return text.split(',').flatMap((word) => (SETS[word] ?? [word]).map(readPair));
}

function readPair(name: string): Pair {
  const found = /^(dark|light)-(en|fr)-(\d{3,4})(?:x(\d{3,4}))?$/.exec(name);
  if (!found)
    throw new Error(`${name} is no pair: dark-fr-1280, light-en-1024x360, all, two, small`);
  const [, theme = '', language = '', width = '', height] = found;
  return {
    name,
    theme,
    language,
    width: Number(width),
    height: Number(height ?? HEIGHTS[width] ?? 800),
  };
}
