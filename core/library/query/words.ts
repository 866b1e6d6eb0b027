import type { QueryTerm } from '../../../contract/library-query.ts';
import type { Database } from '../../system/database.ts';
import { foldWord } from '../known-words.ts';
import { nearestWords } from './nearest-words.ts';
import { numbersOf, type Source } from './source.ts';

/** A letter or digit: what the index knows of. Other signs (an emoji) are looked for as text. */
const INDEXED = /[\p{L}\p{N}\p{Co}]/u;
const MOST_WORDS = 20;

/** What a search says in words, as FTS5 queries that no sign of a creator's can break: every word is quoted. */
export interface Wanted {
  /** All must match: a word begins some word, a phrase stands as it is. */
  matches: string[];
  /** Words among `matches` that may be mistyped, by their place in it. */
  words: Map<number, string>;
  /** None may match. */
  unwanted: string[];
  /** Signs the index leaves out, to be found as they are; `negated`: not to be found. */
  signs: { text: string; negated: boolean }[];
}

export function wordsOf(terms: readonly QueryTerm[]): Wanted {
  const wanted: Wanted = { matches: [], words: new Map(), unwanted: [], signs: [] };
  for (const term of terms.slice(0, MOST_WORDS)) {
    // An unknown filter is text that happens to have a colon in it.
    const text = (term.kind === 'filter' ? `${term.key}:${term.value}` : term.value).normalize(
      'NFC',
    );
    if (!INDEXED.test(text)) {
      if (text.trim() !== '') wanted.signs.push({ text, negated: term.negated });
      continue;
    }
    const match = term.kind === 'phrase' ? quoted(text) : `${quoted(text)}*`;
    if (term.negated) wanted.unwanted.push(match);
    else {
      if (term.kind === 'word') wanted.words.set(wanted.matches.length, text);
      wanted.matches.push(match);
    }
  }
  return wanted;
}

/**
 * Numbers of the works that all of `matches` are in. A word that is in none is taken for the nearest that is in one, but
 * not where only some works are asked about: then it takes all of them to tell (`isTyped`).
 */
export function worksMatching(source: Source, { matches, words }: Wanted): number[] {
  const { db } = source;
  const found = worksWith(source, matches.join(' AND '));
  if (found.length > 0 || words.size === 0 || source.only !== undefined) return found;
  let corrected = false;
  const meant = matches.map((match, at) => {
    const word = words.get(at);
    if (word === undefined || occurs(db, match)) return match;
    const near = nearestWords(db, foldWord(word)).filter((other) =>
      occurs(db, `${quoted(other)}*`),
    );
    if (near.length === 0) return match;
    corrected = true;
    return `(${near.map((other) => `${quoted(other)}*`).join(' OR ')})`;
  });
  return corrected ? worksWith(source, meant.join(' AND ')) : found;
}

/** Whether some work has the words as they were typed, so that none is taken for another. */
export function isTyped(db: Database, { matches, words }: Wanted): boolean {
  return words.size === 0 || occurs(db, matches.join(' AND '));
}

export function worksWith(source: Source, match: string): number[] {
  return numbersOf(
    source,
    'select rowid as nr from library_search where library_search match ?',
    match,
  );
}

/** Works in whose labels these words stand together. */
export function worksLabelled(source: Source, label: string): number[] {
  return INDEXED.test(label)
    ? worksWith(source, `{labels} : ${quoted(label.normalize('NFC'))}`)
    : [];
}

function occurs(db: Database, match: string): boolean {
  return (
    db.get('select 1 from library_search where library_search match ? limit 1', match) !== undefined
  );
}

function quoted(text: string): string {
  // FTS5 ends a query at a zero byte.
  return `"${text.replaceAll('\0', ' ').replaceAll('"', '""')}"`;
}
