/** A letter or digit: what the index knows of. Other signs (an emoji) are looked for as text. */
const INDEXED = /[\p{L}\p{N}\p{Co}]/u;

export interface SearchWords {
  /** An FTS5 query in which every word must begin some word; nothing if there is no such word. */
  match: string | undefined;
  /** Signs the index leaves out, each to be found as it is. */
  signs: string[];
}

/** What a creator typed, as a query that no sign of theirs can break: every word is quoted. */
export function searchWords(text: string): SearchWords {
  const words = text.normalize('NFC').split(/\s+/u).filter(Boolean).slice(0, 20);
  const indexed = words.filter((word) => INDEXED.test(word));
  return {
    match:
      indexed.length > 0
        ? indexed.map((word) => `"${word.replaceAll('"', '""')}"*`).join(' ')
        : undefined,
    signs: words.filter((word) => !INDEXED.test(word)),
  };
}
