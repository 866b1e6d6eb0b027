import { TOKEN_AT } from './names.ts';
import { MAX_DEPTH, MAX_SOURCE_LENGTH, type TextProblem } from './problems.ts';

/*
 * The language of prompt texts: tokens of our own, and variants and wildcards as Dynamic Prompts published them
 * (https://github.com/adieyal/sd-dynamic-prompts, docs/SYNTAX.md).
 *
 *   [NAME]                 a token
 *   {a|b|c}  {2::a|1::b}   one of them, by weight (1 where none is given)
 *   {2$$a|b|c}             two different ones, joined by ", "; {1-2$$…} {-2$$…} {1-$$…} a range; {2$$ and $$a|b} a separator
 *   {a}  {"a": 1}          text: braces that choose nothing stay as typed
 *   __name__               a line of a wildcard file; * stands for any part of the name
 *   [? … ]                 a part that vanishes when a token in it is empty or missing
 *   \[ \] \{ \} \| \_ \$ \: \\    the character itself. Any other backslash is one: compel's \( and \) stay.
 *
 * It has no code, no conditions and no way to name anything but what the caller gives.
 */

export type TextNode =
  | { readonly kind: 'text'; readonly start: number; readonly end: number }
  | { readonly kind: 'token'; readonly start: number; readonly end: number; readonly name: string }
  | {
      readonly kind: 'wildcard';
      readonly start: number;
      readonly end: number;
      readonly name: string;
    }
  | ChoiceNode
  | {
      readonly kind: 'optional';
      readonly start: number;
      readonly end: number;
      readonly nodes: readonly TextNode[];
    };

export interface ChoiceOption {
  readonly weight: number;
  readonly nodes: readonly TextNode[];
}

export interface ChoiceNode {
  readonly kind: 'choice';
  readonly start: number;
  readonly end: number;
  /** How many are taken. `most` null: as many as there are. */
  readonly least: number;
  readonly most: number | null;
  readonly separator: string;
  readonly options: readonly ChoiceOption[];
}

export interface ParsedText {
  readonly source: string;
  readonly nodes: readonly TextNode[];
  readonly problems: readonly TextProblem[];
}

const ESCAPE = /\\([[\]{}|_$:\\])/g;
const SPECIAL = '[]{}|_$:\\';
const WILDCARD_AT = /__([\p{L}\p{N}*](?:(?!__)[\p{L}\p{M}\p{N}_/*.-]){0,79})__/uy;
const VARIABLE_AT = /\$\{\s*[\p{L}_][\p{L}\p{N}_]{0,79}\s*[=:}]/uy;
const COUNT_AT = /(\d{1,4})?(-)?(\d{1,4})?\$\$/y;
const SEPARATOR_AT = /((?:\\.|\$(?!\$)|[^|{}$\\])*)\$\$/sy;
const WEIGHT_AT = /\s*(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})::/y;
const DEFAULT_SEPARATOR = ', ';

/** Text with its escapes taken off: what is written into a prompt. */
export function unescapeText(text: string): string {
  return text.replace(ESCAPE, '$1');
}

/** A text that reads as itself: nothing in it is a token, a variant, a wildcard or an escape. */
export function escapeText(text: string): string {
  return text.replace(/[[\]{}|_$\\]/g, String.raw`\$&`);
}

/** Reads a text in one pass, in time linear in its length; never throws. */
export function parseText(source: string): ParsedText {
  if (source.length > MAX_SOURCE_LENGTH) {
    const place = { start: 0, end: source.length };
    return {
      source,
      nodes: [{ kind: 'text', ...place }],
      problems: [{ code: 'source_too_long', ...place }],
    };
  }
  const problems: TextProblem[] = [];
  const reader: Reader = { source, ends: pairBraces(source, problems), problems };
  const { nodes } = readNodes(reader, 0, source.length, false);
  return { source, nodes, problems: problems.toSorted((a, b) => a.start - b.start) };
}

interface Reader {
  readonly source: string;
  /** Where what opens at an index closes. */
  readonly ends: ReadonlyMap<number, number>;
  readonly problems: TextProblem[];
}

interface Opener {
  readonly at: number;
  readonly brace: boolean;
  chooses: boolean;
}

/**
 * Whether the brace before `at` means something by how it begins: with a count or a wildcard, or as a variable. Any other
 * one needs a `|` of its own.
 */
function opensChoice(source: string, at: number): boolean {
  const count = matchAt(COUNT_AT, source, at)?.[0];
  if (count !== undefined && count !== '$$') return true;
  return lengthAt(WILDCARD_AT, source, at) > 0 || lengthAt(VARIABLE_AT, source, at - 2) > 0;
}

/** Pairs `{` with `}` and `[?` with `]` by a stack, so that no reading ever goes back. */
function pairBraces(source: string, problems: TextProblem[]): Map<number, number> {
  const ends = new Map<number, number>();
  const open: Opener[] = [];
  let braces = 0;
  function drop(code: 'unclosed' | 'too_deep', { at, brace }: Opener): void {
    problems.push({ code, start: at, end: at + (brace ? 1 : 2) });
  }
  function close(at: number): void {
    const opener = open.pop();
    if (!opener) return;
    if (opener.brace) braces -= 1;
    if (opener.brace && !opener.chooses) return;
    if (open.length >= MAX_DEPTH) drop('too_deep', opener);
    else ends.set(opener.at, at);
  }
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at];
    if (char === '\\' && SPECIAL.includes(source[at + 1] ?? ' ')) at += 1;
    else if (char === '[' && source[at + 1] === '?')
      open.push({ at, brace: false, chooses: false });
    else if (char === '[') at += Math.max(0, lengthAt(TOKEN_AT, source, at) - 1);
    else if (char === '{') {
      open.push({ at, brace: true, chooses: opensChoice(source, at + 1) });
      braces += 1;
    } else if (char === '|' && open.at(-1)?.brace) {
      open[open.length - 1]!.chooses = true;
    } else if (char === '}' && braces > 0) {
      while (open.at(-1)?.brace === false)
        drop('unclosed', open.pop() ?? { at, brace: false, chooses: false });
      close(at);
    } else if (char === ']' && open.at(-1)?.brace === false) close(at);
  }
  for (const opener of open) drop('unclosed', opener);
  return ends;
}

function lengthAt(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0].length ?? 0;
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

/** Reads up to `end`, or in a choice up to the next `|` of its own. */
function readNodes(
  reader: Reader,
  start: number,
  end: number,
  inChoice: boolean,
): { nodes: TextNode[]; at: number } {
  const { source } = reader;
  const nodes: TextNode[] = [];
  let at = start;
  let textFrom = start;
  function endText(): void {
    if (at > textFrom) nodes.push({ kind: 'text', start: textFrom, end: at });
  }
  while (at < end) {
    if (inChoice && source[at] === '|') break;
    if (source[at] === '\\' && SPECIAL.includes(source[at + 1] ?? ' ')) {
      at += 2;
      continue;
    }
    const passed = variableEnd(reader, at);
    if (passed !== null) {
      at = passed;
      continue;
    }
    const node = nodeAt(reader, at, end);
    if (!node) {
      at += 1;
      continue;
    }
    endText();
    nodes.push(node);
    at = node.end;
    textFrom = at;
  }
  endText();
  return { nodes, at };
}

/** Variables of Dynamic Prompts are told and stay as typed, braces and all: half of them would be worse than none. */
function variableEnd({ source, ends, problems }: Reader, at: number): number | null {
  if (source[at] !== '$' || !matchAt(VARIABLE_AT, source, at)) return null;
  const close = ends.get(at + 1);
  if (close === undefined) return null;
  problems.push({ code: 'variable', start: at, end: close + 1 });
  return close + 1;
}

function nodeAt(reader: Reader, at: number, end: number): TextNode | null {
  const { source, ends } = reader;
  const char = source[at];
  const close = ends.get(at);
  if (char === '{' && close !== undefined) return readChoice(reader, at, close);
  if (char === '[' && close !== undefined) {
    const { nodes } = readNodes(reader, at + 2, close, false);
    return { kind: 'optional', start: at, end: close + 1, nodes };
  }
  const token = char === '[' && matchAt(TOKEN_AT, source, at);
  if (token) {
    const name = (token[1] ?? '').trim();
    return { kind: 'token', start: at, end: at + token[0].length, name };
  }
  const wildcard = char === '_' && matchAt(WILDCARD_AT, source, at);
  if (wildcard && at + wildcard[0].length <= end) {
    const name = wildcard[1] ?? '';
    return { kind: 'wildcard', start: at, end: at + wildcard[0].length, name };
  }
  return null;
}

function readChoice(reader: Reader, start: number, close: number): ChoiceNode {
  const { source, problems } = reader;
  let at = start + 1;
  let least = 1;
  let most: number | null = 1;
  let separator = DEFAULT_SEPARATOR;
  const count = matchAt(COUNT_AT, source, at);
  // `$$` alone counts nothing: it is text.
  if (count && count[0] !== '$$' && at + count[0].length <= close) {
    const [whole, from, dash, to] = count;
    least = from === undefined ? 1 : Number(from);
    if (dash) most = to === undefined ? null : Number(to);
    else most = least;
    at += whole.length;
    const custom = matchAt(SEPARATOR_AT, source, at);
    if (custom && at + custom[0].length <= close) {
      separator = unescapeText(custom[1] ?? '');
      at += custom[0].length;
    }
  }
  const options = readOptions(reader, at, close);
  const place = { start, end: close + 1 };
  if (options.length === 1 && options[0]?.nodes.length === 0) {
    problems.push({ code: 'empty_choice', ...place });
  } else if (options.every((option) => option.weight === 0)) {
    problems.push({ code: 'no_weight', ...place });
  }
  const single = options.length === 1 && options[0]?.nodes[0]?.kind === 'wildcard';
  // How many lines a wildcard has is known only where it is drawn.
  if ((most !== null && least > most) || (!single && Math.max(least, most ?? 0) > options.length)) {
    problems.push({ code: 'bad_range', ...place });
  }
  return { kind: 'choice', ...place, least, most, separator, options };
}

function readOptions(reader: Reader, from: number, close: number): ChoiceOption[] {
  const options: ChoiceOption[] = [];
  let at = from;
  for (;;) {
    const weighted = matchAt(WEIGHT_AT, reader.source, at);
    const hasWeight = weighted !== null && at + weighted[0].length <= close;
    if (hasWeight) at += weighted[0].length;
    const read = readNodes(reader, at, close, true);
    options.push({ weight: hasWeight ? Number(weighted[1]) : 1, nodes: read.nodes });
    if (read.at >= close) return options;
    at = read.at + 1;
  }
}
