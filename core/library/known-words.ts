import type { Database } from '../system/database.ts';

const WORD = /[\p{L}\p{N}]{4,40}/gu;

/** As the search index keeps a word: without case and accents. */
export function foldWord(word: string): string {
  return word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Words long enough to be mistyped. */
export function wordsOf(texts: readonly (string | null)[]): string[] {
  const words = new Set<string>();
  for (const text of texts) {
    for (const [word] of foldWord(text ?? '').matchAll(WORD)) words.add(word);
  }
  return [...words];
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
