import { type TokenSet, tokenKey } from './names.ts';
import { MAX_OUTCOME_LENGTH, type TextProblem, type TextProblemCode } from './problems.ts';
import { MAX_PROMPT_LENGTH } from '../recipe.ts';
import { parseText, type TextNode, unescapeText } from './syntax.ts';

export interface FoundToken {
  readonly name: string;
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

export interface Filled {
  readonly text: string;
  readonly problems: readonly TextProblem[];
}

/** Every token of a text, in order, those within variants and optional parts too. */
export function findTokens(text: string): FoundToken[] {
  return tokensIn(parseText(text).nodes);
}

function tokensIn(nodes: readonly TextNode[]): FoundToken[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'token') {
      const { name, start, end } = node;
      return [{ name, key: tokenKey(name), start, end }];
    }
    if (node.kind === 'optional') return tokensIn(node.nodes);
    if (node.kind === 'choice') return node.options.flatMap((option) => tokensIn(option.nodes));
    return [];
  });
}

export interface TokenCheck {
  /** Used in a text and not in the set, each once, as first written. */
  readonly missing: readonly string[];
  /** In the set and used in no text. */
  readonly unused: readonly string[];
  /** In the set, with a value that holds a token: it stays in the prompt as it is. */
  readonly nested: readonly string[];
  /** In the set a second time; the first one counts. */
  readonly duplicate: readonly string[];
}

/** What a set lacks for these texts and what it has too much, before a run. */
export function checkTokens(texts: readonly string[], set: TokenSet): TokenCheck {
  const used = new Map<string, string>();
  for (const text of texts) {
    for (const { key, name } of findTokens(text)) if (!used.has(key)) used.set(key, name);
  }
  const values = tokenValues(set);
  const first = set.filter((token) => values.get(tokenKey(token.name)) === token);
  return {
    missing: [...used].filter(([key]) => !values.has(key)).map(([, name]) => name),
    unused: first.filter(({ name }) => !used.has(tokenKey(name))).map(({ name }) => name),
    nested: first.filter(({ value }) => findTokens(value).length > 0).map(({ name }) => name),
    duplicate: set.filter((token) => !first.includes(token)).map(({ name }) => name),
  };
}

/** The tokens of a set by what their names are compared by; of two that read the same, the first. */
export function tokenValues(set: TokenSet): ReadonlyMap<string, TokenSet[number]> {
  const values = new Map<string, TokenSet[number]>();
  for (const token of set) {
    const key = tokenKey(token.name);
    if (!values.has(key)) values.set(key, token);
  }
  return values;
}

/**
 * Fills the tokens of a text, once: what a value holds is text, whatever it looks like. Takes the escapes off, so it
 * is the last step. Variants and wildcards are told (`unexpanded`) and stay as they are; `resolveText` does both.
 */
export function fillTokens(
  text: string,
  set: TokenSet,
  { limit = MAX_PROMPT_LENGTH }: { limit?: number } = {},
): Filled {
  const parsed = parseText(text);
  const writer = createWriter([...parsed.problems, ...duplicates(set)]);
  const values = tokenValues(set);
  function write(nodes: readonly TextNode[]): void {
    for (const node of nodes) {
      if (node.kind === 'text') writer.write(unescapeText(text.slice(node.start, node.end)));
      else if (node.kind === 'token') writer.write(valueOf(node, values, writer));
      else if (node.kind === 'optional') {
        if (isPresent(node.nodes, values)) write(node.nodes);
      } else {
        writer.tell('unexpanded', node);
        writer.write(text.slice(node.start, node.end));
      }
    }
  }
  write(parsed.nodes);
  return writer.end({ limit, length: text.length });
}

function duplicates(set: TokenSet): TextProblem[] {
  const values = tokenValues(set);
  return set
    .filter((token) => values.get(tokenKey(token.name)) !== token)
    .map(({ name }) => ({ code: 'duplicate_token', start: 0, end: 0, name }));
}

/** What a token becomes; one that is missing stays, so that the creator sees it. */
export function valueOf(
  { name, start, end }: Extract<TextNode, { kind: 'token' }>,
  values: ReadonlyMap<string, TokenSet[number]>,
  writer: Pick<Writer, 'tell'>,
): string {
  const token = values.get(tokenKey(name));
  if (!token) {
    writer.tell('missing_token', { start, end }, name);
    return `[${name}]`;
  }
  if (findTokens(token.value).length > 0) writer.tell('nested_token', { start, end }, name);
  return token.value;
}

/** Whether an optional part stays: every token of its own has a value that is not blank. */
export function isPresent(
  nodes: readonly TextNode[],
  values: ReadonlyMap<string, TokenSet[number]>,
): boolean {
  return nodes.every(
    (node) => node.kind !== 'token' || (values.get(tokenKey(node.name))?.value.trim() ?? '') !== '',
  );
}

export interface Writer {
  write(piece: string): void;
  /** True once nothing more is taken: whoever makes pieces can stop. */
  isFull(): boolean;
  tell(code: TextProblemCode, place: { start: number; end: number }, name?: string): void;
  end(told: { limit: number; length: number }): Filled;
}

const MOST_PROBLEMS = 100;

/** Collects the outcome, never beyond `MAX_OUTCOME_LENGTH`, and what there is to tell, each thing once a place. */
export function createWriter(known: readonly TextProblem[] = []): Writer {
  const problems: TextProblem[] = known.slice(0, MOST_PROBLEMS);
  const told = new Set<string>();
  const pieces: string[] = [];
  let length = 0;
  return {
    write(piece) {
      const taken = piece.slice(0, Math.max(0, MAX_OUTCOME_LENGTH + 1 - length));
      pieces.push(taken);
      length += taken.length;
    },
    isFull: () => length > MAX_OUTCOME_LENGTH,
    tell(code, { start, end }, name) {
      const key = `${code} ${start} ${name ?? ''}`;
      if (told.has(key) || problems.length >= MOST_PROBLEMS) return;
      told.add(key);
      problems.push({ code, start, end, ...(name === undefined ? {} : { name }) });
    },
    end({ limit, length: end }) {
      const text = pieces.join('');
      if (text.length > limit) problems.push({ code: 'outcome_too_long', start: 0, end });
      return { text: cut(text, MAX_OUTCOME_LENGTH), problems };
    },
  };
}

/** The first `length` units of a text, without half a character at the end. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
