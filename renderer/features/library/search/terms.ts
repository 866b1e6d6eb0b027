import {
  type FilterKey,
  parseLibraryQuery,
  type QueryTerm,
  writeTerm,
} from '../../../../contract/library-query.ts';

/**
 * The text of the search field, taken apart and put together again. Filters that are written to their end are chips;
 * words, and the filter that is being written, stay text. Each term means the same in any order, so chips come first.
 */
export interface SearchParts {
  readonly chips: readonly string[];
  readonly text: string;
}

/** A filter as it is typed. */
export function writeFilter(key: FilterKey, value: string, negated = false): string {
  return writeTerm({ kind: 'filter', negated, key, operator: null, value });
}

const written = (text: string, { start, end }: QueryTerm) => text.slice(start, end);

/** Takes a whole search apart: every filter becomes a chip. */
export function splitSearch(search: string): SearchParts {
  const { chips, text } = settle({ chips: [], text: search }, search.length + 1);
  return { chips, text: text.trim() };
}

/**
 * Makes chips of the filters in the text that are complete. `caret`: where is being written; a filter that touches it
 * is left alone. Past the end of the text none does.
 */
export function settle(parts: SearchParts, caret: number): SearchParts {
  const { text } = parts;
  const ready = parseLibraryQuery(text).filter(
    (term) =>
      term.kind === 'filter' && term.value !== '' && (caret < term.start || caret > term.end),
  );
  if (ready.length === 0) return parts;
  let rest = '';
  let from = 0;
  for (const term of ready) {
    rest += text.slice(from, term.start);
    from = term.end;
  }
  rest += text.slice(from);
  return {
    chips: [...parts.chips, ...ready.map((term) => written(text, term))],
    text: rest.replace(/\s+/g, ' ').trimStart(),
  };
}

/** What is searched for: all of it but a filter that is still being written. */
export function searchOf({ chips, text }: SearchParts): string {
  const terms = parseLibraryQuery(text).filter(
    (term) => !(term.kind === 'filter' && (term.value === '' || term.end === text.length)),
  );
  return [...chips, ...terms.map((term) => written(text, term))].join(' ');
}

/** The search with one filter more; a colour or a work to be like takes the place of the last one. */
export function withTerm(
  search: string,
  key: 'tag' | 'label' | 'color' | 'like',
  value: string,
): string {
  const added = writeFilter(key, value);
  const others = parseLibraryQuery(search)
    .filter((term) => !isNearest(term) || key === 'tag')
    .map((term) => written(search, term))
    .filter((term) => term !== added);
  return [...others, added].join(' ');
}

const NEAREST: ReadonlySet<string | null> = new Set(['color', 'like', 'meaning']);
const isNearest = (term: QueryTerm) => NEAREST.has(term.key);

/** Whether works have an order of nearness here: to a colour, or to another work. */
export function hasNearest(search: string): boolean {
  return parseLibraryQuery(search).some((term) => isNearest(term) && !term.negated);
}
