/** Colours by names that image models know, with what each looks like. */
const NAMES: readonly (readonly [string, number])[] = [
  ['black', 0x000000],
  ['charcoal grey', 0x36454f],
  ['dark grey', 0x555555],
  ['grey', 0x808080],
  ['light grey', 0xc8c8c8],
  ['silver', 0xe0e0e4],
  ['white', 0xffffff],
  ['ivory', 0xfffff0],
  ['cream', 0xfff1d0],
  ['beige', 0xe8d9b8],
  ['sand', 0xd2b48c],
  ['tan', 0xb98b5a],
  ['brown', 0x7b4a24],
  ['dark chocolate brown', 0x3b2314],
  ['terracotta', 0xcb6647],
  ['rust', 0xb0401c],
  ['maroon', 0x6e0f1f],
  ['burgundy', 0x7d1935],
  ['crimson', 0xc4143c],
  ['red', 0xe01e1e],
  ['coral', 0xff7257],
  ['salmon pink', 0xfa9a8a],
  ['orange', 0xff8a10],
  ['amber', 0xffbf00],
  ['mustard yellow', 0xd9a514],
  ['gold', 0xd4af37],
  ['yellow', 0xffe620],
  ['pastel yellow', 0xfff3a0],
  ['lime green', 0xa4e01c],
  ['olive green', 0x76762a],
  ['sage green', 0x9caf88],
  ['mint green', 0xa4edc8],
  ['green', 0x1fa03c],
  ['emerald green', 0x0b8a5a],
  ['forest green', 0x1d5128],
  ['dark green', 0x0c3320],
  ['teal', 0x0d7f80],
  ['turquoise', 0x34d6c8],
  ['cyan', 0x18dcf0],
  ['sky blue', 0x80c6f0],
  ['pale blue', 0xcfe6f7],
  ['blue', 0x1f5fe0],
  ['royal blue', 0x2a3fb8],
  ['navy blue', 0x101c4e],
  ['slate blue', 0x667a99],
  ['indigo', 0x45148a],
  ['violet', 0x8a3fd8],
  ['purple', 0x74208c],
  ['lavender', 0xc6b4ec],
  ['plum', 0x70305c],
  ['magenta', 0xe81ca0],
  ['hot pink', 0xff4fa3],
  ['pink', 0xffb0c8],
  ['blush pink', 0xf6d6d4],
];

/**
 * The nearest name of a colour given as `#rrggbb`. Distance by the "redmean" weighting of RGB, which is close to what
 * the eye sees at a fraction of the work (https://www.compuphase.com/cmetric.htm). Anything else is answered as it is.
 */
export function colourName(hex: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return hex;
  const colour = Number.parseInt(hex.slice(1), 16);
  const nearest = NAMES.reduce((best, one) =>
    distance(colour, one[1]) < distance(colour, best[1]) ? one : best,
  );
  return nearest[0];
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
