/** How much one press changes a weight, and how far it goes. */
const STEP = 0.1;
const LEAST = 0.1;
const MOST = 2;

const WEIGHTED = /^\(([^()]*)\)(\d(?:\.\d+)?)$/;

export interface Weighted {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Weighs the selected words, or those at the caret, more or less: `(soft light)1.1`, as Compel reads it. A weight of 1
 * is none. Null where there is no word. What is chosen afterwards is what was weighed, so that the next press goes on.
 */
export function weigh(text: string, start: number, end: number, by: 1 | -1): Weighted | null {
  const [from, to] = wholePlace(text, start, end);
  const chosen = text.slice(from, to);
  const found = WEIGHTED.exec(chosen);
  const words = found?.[1] ?? chosen;
  if (words.trim() === '' || (!found && /[()]/.test(words))) return null;
  const before = found ? Number(found[2]) : 1;
  const weight = Math.min(MOST, Math.max(LEAST, Math.round((before + by * STEP) * 10) / 10));
  const written = weight === 1 ? words : `(${words})${weight}`;
  return {
    text: text.slice(0, from) + written + text.slice(to),
    start: from,
    end: from + written.length,
  };
}

/** The selection without spaces at its ends, or the word at the caret; with its brackets and weight if it has them. */
function wholePlace(text: string, start: number, end: number): [number, number] {
  const inside = enclosing(text, start, end);
  if (inside) return inside;
  let from = start;
  let to = end;
  if (from === to) {
    while (from > 0 && isWord(text[from - 1])) from -= 1;
    while (to < text.length && isWord(text[to])) to += 1;
  }
  while (from < to && /\s/.test(text[from] ?? '')) from += 1;
  while (to > from && /\s/.test(text[to - 1] ?? '')) to -= 1;
  return [from, to];
}

const isWord = (char: string | undefined) =>
  char !== undefined && /[\p{L}\p{M}\p{N}'’-]/u.test(char);

function enclosing(text: string, start: number, end: number): [number, number] | null {
  for (const { index, 0: whole } of text.matchAll(/\([^()]*\)\d(?:\.\d+)?/g)) {
    if (index <= start && end <= index + whole.length) return [index, index + whole.length];
  }
  return null;
}
