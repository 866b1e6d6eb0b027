import type { Database } from '../system/database.ts';

const WORD = /[\p{L}\p{N}]{4,40}/gu;
const PLAIN = /^[\n\x20-\x7e]*$/;

/** As the search index keeps a word: without case and accents. */
export function foldWord(word: string): string {
  if (PLAIN.test(word)) return word.toLowerCase();
  return word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Words long enough to be mistyped. */
export function wordsOf(texts: readonly (string | null)[]): string[] {
  // No word runs over a line's end.
  return [...new Set(foldWord(texts.join('\n')).match(WORD))];
}

/** Words stay when their works go: whoever corrects a word looks whether it still finds something. */
export function learnWords(db: Database, texts: readonly (string | null)[]): void {
  const words = wordsOf(texts);
  if (words.length === 0) return;
  db.run(
    'insert or ignore into known_words (word, length) select value, length(value) from json_each(?)',
    JSON.stringify(words),
  );
}
