/** Colours by names that image models know, what they are called in French, and what each looks like. */
const NAMES: readonly (readonly [en: string, fr: string, rgb: number])[] = [
  ['black', 'noir', 0x000000],
  ['charcoal grey', 'gris anthracite', 0x36454f],
  ['dark grey', 'gris foncé', 0x555555],
  ['grey', 'gris', 0x808080],
  ['light grey', 'gris clair', 0xc8c8c8],
  ['silver', 'argent', 0xe0e0e4],
  ['white', 'blanc', 0xffffff],
  ['ivory', 'ivoire', 0xfffff0],
  ['cream', 'crème', 0xfff1d0],
  ['beige', 'beige', 0xe8d9b8],
  ['sand', 'sable', 0xd2b48c],
  ['tan', 'fauve', 0xb98b5a],
  ['brown', 'brun', 0x7b4a24],
  ['dark chocolate brown', 'chocolat noir', 0x3b2314],
  ['terracotta', 'terre cuite', 0xcb6647],
  ['rust', 'rouille', 0xb0401c],
  ['maroon', 'bordeaux foncé', 0x6e0f1f],
  ['burgundy', 'bordeaux', 0x7d1935],
  ['crimson', 'cramoisi', 0xc4143c],
  ['red', 'rouge', 0xe01e1e],
  ['coral', 'corail', 0xff7257],
  ['salmon pink', 'rose saumon', 0xfa9a8a],
  ['orange', 'orange', 0xff8a10],
  ['amber', 'ambre', 0xffbf00],
  ['mustard yellow', 'jaune moutarde', 0xd9a514],
  ['gold', 'or', 0xd4af37],
  ['yellow', 'jaune', 0xffe620],
  ['pastel yellow', 'jaune pastel', 0xfff3a0],
  ['lime green', 'vert citron', 0xa4e01c],
  ['olive green', 'vert olive', 0x76762a],
  ['sage green', 'vert sauge', 0x9caf88],
  ['mint green', 'vert menthe', 0xa4edc8],
  ['green', 'vert', 0x1fa03c],
  ['emerald green', 'vert émeraude', 0x0b8a5a],
  ['forest green', 'vert forêt', 0x1d5128],
  ['dark green', 'vert foncé', 0x0c3320],
  ['teal', 'bleu canard', 0x0d7f80],
  ['turquoise', 'turquoise', 0x34d6c8],
  ['cyan', 'cyan', 0x18dcf0],
  ['sky blue', 'bleu ciel', 0x80c6f0],
  ['pale blue', 'bleu pâle', 0xcfe6f7],
  ['blue', 'bleu', 0x1f5fe0],
  ['royal blue', 'bleu roi', 0x2a3fb8],
  ['navy blue', 'bleu marine', 0x101c4e],
  ['slate blue', 'bleu ardoise', 0x667a99],
  ['indigo', 'indigo', 0x45148a],
  ['violet', 'violet', 0x8a3fd8],
  ['purple', 'pourpre', 0x74208c],
  ['lavender', 'lavande', 0xc6b4ec],
  ['plum', 'prune', 0x70305c],
  ['magenta', 'magenta', 0xe81ca0],
  ['hot pink', 'rose vif', 0xff4fa3],
  ['pink', 'rose', 0xffb0c8],
  ['blush pink', 'rose poudré', 0xf6d6d4],
];

/** The nearest name of a colour given as `#rrggbb`, as it stands in a prompt. Anything else is answered as it is. */
export function colourName(hex: string): string {
  return nearest(hex)?.[0] ?? hex;
}

/** The same name as it is shown to people. */
export function colourLabel(hex: string, language: 'en' | 'fr'): string {
  return nearest(hex)?.[language === 'en' ? 0 : 1] ?? hex;
}

/**
 * Distance by the "redmean" weighting of RGB, which is close to what the eye sees at a fraction of the work
 * (https://www.compuphase.com/cmetric.htm).
 */
function nearest(hex: string): (typeof NAMES)[number] | undefined {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return undefined;
  const colour = Number.parseInt(hex.slice(1), 16);
  return NAMES.reduce((best, one) =>
    distance(colour, one[2]) < distance(colour, best[2]) ? one : best,
  );
}

function distance(one: number, other: number): number {
  const [r1, g1, b1] = parts(one);
  const [r2, g2, b2] = parts(other);
  const red = (r1 + r2) / 2;
  return (
    (2 + red / 256) * (r1 - r2) ** 2 + 4 * (g1 - g2) ** 2 + (2 + (255 - red) / 256) * (b1 - b2) ** 2
  );
}

function parts(colour: number): [number, number, number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}
