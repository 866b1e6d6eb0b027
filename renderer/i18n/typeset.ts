type Tree = { readonly [key: string]: string | Tree };

const NARROW = '\u202f';
const FIXED = '\u00a0';

/**
 * French as it is set: the spaces that belong to a sign hold it to its word, so that no line begins with one. Done in one
 * place, for nobody sees in a source which space it is. Narrow before ; ! ? and between thousands, else as wide as any.
 */
export function typesetFrench(words: string): string {
  return words
    .replace(/ (?=[;!?])/g, NARROW)
    .replace(/ (?=[:»%])|(?<=«) /g, FIXED)
    .replace(/(?<=\d) (?=\d{3}(?!\d))/g, NARROW)
    .replace(/(?<=\d) (?=(?:[KMG]?o|ms|px|secondes|mégapixels)(?!\p{L}))/gu, FIXED);
}

export function typeset(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [
      key,
      typeof value === 'string' ? typesetFrench(value) : typeset(value),
    ]),
  );
}
