import { type ParsedText, parseText } from './syntax.ts';

/** Wildcard files as the caller read them: the name without `.txt`, folders with `/`, and the lines. */
export type Wildcards = Readonly<Record<string, readonly string[]>>;

export interface WildcardReader {
  /** The lines that a name stands for, in order; null where no file has that name. */
  lines(name: string): readonly string[] | null;
  /** A line as text, read once. */
  parse(line: string): ParsedText;
}

/** `#` begins a comment line, blank lines are none, `*` in a name is any part of it. Names are compared without case. */
export function readWildcards(wildcards: Wildcards): WildcardReader {
  const byName = new Map<string, readonly string[]>();
  for (const [name, lines] of Object.entries(wildcards)) byName.set(name.toLowerCase(), lines);
  const found = new Map<string, readonly string[] | null>();
  const parsed = new Map<string, ParsedText>();

  function find(name: string): readonly string[] | null {
    const names = name.includes('*')
      ? [...byName.keys()].filter((one) => matches(name, one)).toSorted()
      : [name].filter((one) => byName.has(one));
    if (names.length === 0) return null;
    return names.flatMap((one) => byName.get(one) ?? []).filter(isValue);
  }

  return {
    lines(name) {
      const key = name.toLowerCase();
      let lines = found.get(key);
      if (lines === undefined) found.set(key, (lines = find(key)));
      return lines;
    },
    parse(line) {
      let text = parsed.get(line);
      if (!text) parsed.set(line, (text = parseText(line.trim())));
      return text;
    },
  };
}

function isValue(line: string): boolean {
  const text = line.trim();
  return text !== '' && !text.startsWith('#');
}

/** Compared part by part: an expression made of `.*` could take exponential time on a hostile name. */
function matches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || name.length < first.length + last.length) return false;
  if (!name.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const next = name.indexOf(part, at);
    if (next === -1 || next + part.length > name.length - last.length) return false;
    at = next + part.length;
  }
  return true;
}
