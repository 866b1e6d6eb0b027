import type { Database } from '../../system/database.ts';

const MOST_ANSWERS = 3;

/**
 * Words of the library that may have been meant, nearest first: one slip in a word of 4 to 7 letters, two in a longer
 * one. A slip is a letter too many, too few, another one, or two that changed places. A longer word may be meant by its
 * beginning, for a search is not always typed to the end.
 */
export function nearestWords(db: Database, word: string): string[] {
  const letters = Array.from(word);
  if (letters.length < 4 || letters.length > 40) return [];
  const slips = letters.length < 8 ? 1 : 2;
  const near: { other: string; distance: number; rest: number }[] = [];
  const others = db.column<string>(
    'select word from known_words where length >= ?',
    letters.length - slips,
  );
  for (const other of others) {
    const signs = Array.from(other);
    const distance = slipsToBeginning(letters, signs, slips);
    if (distance > slips) continue;
    near.push({ other, distance, rest: Math.abs(signs.length - letters.length) });
  }
  return near
    .sort((a, b) => a.distance - b.distance || a.rest - b.rest || (a.other < b.other ? -1 : 1))
    .slice(0, MOST_ANSWERS)
    .map(({ other }) => other);
}

/**
 * Slips from a word to the beginning of another that it is nearest to (optimal string alignment distance), as far as
 * `most`; above it, some number that is more.
 */
export function slipsToBeginning(
  word: readonly string[],
  other: readonly string[],
  most: number,
): number {
  const width = Math.min(other.length, word.length + most);
  let before: number[] = [];
  let last = Array.from({ length: width + 1 }, (_, at) => at);
  for (let row = 1; row <= word.length; row += 1) {
    const current = [row];
    let least = row;
    for (let at = 1; at <= width; at += 1) {
      const same = word[row - 1] === other[at - 1];
      let cost = Math.min(last[at]! + 1, current[at - 1]! + 1, last[at - 1]! + (same ? 0 : 1));
      const swapped = word[row - 1] === other[at - 2] && word[row - 2] === other[at - 1];
      if (row > 1 && at > 1 && swapped) cost = Math.min(cost, before[at - 2]! + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return least;
    [before, last] = [last, current];
  }
  return Math.min(...last);
}
