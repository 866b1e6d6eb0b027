import { MAX_PROMPT_LENGTH } from '../recipe.ts';
import { drawIndex, type Draw, seededDraw } from './draw.ts';
import { createWriter, type Filled, isPresent, tokenValues, valueOf, type Writer } from './fill.ts';
import type { TokenSet } from './names.ts';
import { MAX_WILDCARD_DEPTH } from './problems.ts';
import {
  type ChoiceNode,
  type ParsedText,
  parseText,
  type TextNode,
  unescapeText,
} from './syntax.ts';
import { readWildcards, type WildcardReader, type Wildcards } from './wildcards.ts';

export interface ExpandOptions {
  readonly seed: number | string;
  readonly wildcards?: Wildcards;
  /** Longest prompt; default `MAX_PROMPT_LENGTH`. */
  readonly limit?: number;
}

/**
 * Draws variants and wildcards, the same for the same seed on every machine. The outcome is a prompt text still:
 * its tokens and escapes are there, for `fillTokens`.
 */
export function expandWildcards(text: string, options: ExpandOptions): Filled {
  return run(text, options, null);
}

/** Draws variants and wildcards and fills tokens in one reading, so that nothing that is filled in is ever read. */
export function resolveText(text: string, options: ExpandOptions & { set: TokenSet }): Filled {
  return run(text, options, options.set);
}

function run(text: string, options: ExpandOptions, set: TokenSet | null): Filled {
  const parsed = parseText(text);
  const writer = createWriter(parsed.problems);
  const expansion: Expansion = {
    draw: seededDraw(options.seed),
    wildcards: readWildcards(options.wildcards ?? {}),
    values: set && tokenValues(set),
    steps: MAX_STEPS,
  };
  write(expansion, writer, parsed, parsed.nodes, { depth: 0, place: null });
  return writer.end({ limit: options.limit ?? MAX_PROMPT_LENGTH, length: text.length });
}

/** Enough for any prompt; wildcards that multiply each other end here. */
const MAX_STEPS = 20_000;

interface Expansion {
  readonly draw: Draw;
  readonly wildcards: WildcardReader;
  /** Null: tokens and escapes stay as they are. */
  readonly values: ReturnType<typeof tokenValues> | null;
  steps: number;
}

interface Within {
  /** Wildcards within wildcards. */
  readonly depth: number;
  /** Where in the creator's own text the wildcard stands whose line this is; null in that text itself. */
  readonly place: { start: number; end: number } | null;
}

function write(
  expansion: Expansion,
  writer: Writer,
  parsed: ParsedText,
  nodes: readonly TextNode[],
  within: Within,
): void {
  const { source } = parsed;
  const { values } = expansion;
  for (const node of nodes) {
    expansion.steps -= 1;
    if (expansion.steps <= 0) writer.tell('wildcard_loop', within.place ?? node);
    if (expansion.steps <= 0 || writer.isFull()) return;
    const place = within.place ?? node;
    if (node.kind === 'text') {
      const raw = source.slice(node.start, node.end);
      writer.write(values ? unescapeText(raw) : raw);
    } else if (node.kind === 'token') {
      const raw = source.slice(node.start, node.end);
      const token = { ...node, start: place.start, end: place.end };
      writer.write(values ? valueOf(token, values, writer) : raw);
    } else if (node.kind === 'wildcard') {
      writeWildcard(expansion, writer, node.name, { ...within, place });
    } else if (node.kind === 'choice') writeChoice(expansion, writer, parsed, node, within);
    else if (!values) {
      writer.write('[?');
      write(expansion, writer, parsed, node.nodes, within);
      writer.write(']');
    } else if (isPresent(node.nodes, values)) write(expansion, writer, parsed, node.nodes, within);
  }
}

function writeChoice(
  expansion: Expansion,
  writer: Writer,
  parsed: ParsedText,
  node: ChoiceNode,
  within: Within,
): void {
  const wildcard = linesOfChoice(node, expansion.wildcards);
  if (wildcard && within.depth < MAX_WILDCARD_DEPTH) {
    const deeper = { depth: within.depth + 1, place: within.place ?? node };
    const picked = pick(
      node,
      wildcard.map(() => 1),
      expansion.draw,
    );
    for (const [index, at] of picked.entries()) {
      if (index > 0) writer.write(separatorOf(node, expansion));
      const line = expansion.wildcards.parse(wildcard[at] ?? '');
      write(expansion, writer, line, line.nodes, deeper);
    }
    return;
  }
  const picked = pick(
    node,
    node.options.map((option) => option.weight),
    expansion.draw,
  );
  for (const [index, at] of picked.entries()) {
    if (index > 0) writer.write(separatorOf(node, expansion));
    write(expansion, writer, parsed, node.options[at]?.nodes ?? [], within);
  }
}

/** A separator was read without its escapes; where escapes stay, it gets them back. */
function separatorOf(node: ChoiceNode, { values }: Expansion): string {
  return values ? node.separator : node.separator.replace(/[[\]{}|_$\\]/g, String.raw`\$&`);
}

/** `{2$$__name__}` takes two different lines of one file: its options are the file's lines. */
export function wildcardOfChoice(node: ChoiceNode): string | null {
  const [only, ...others] = node.options;
  const [inside, ...rest] = only?.nodes ?? [];
  if (others.length > 0 || rest.length > 0 || inside?.kind !== 'wildcard') return null;
  return inside.name;
}

export function linesOfChoice(
  node: ChoiceNode,
  wildcards: WildcardReader,
): readonly string[] | null {
  const name = wildcardOfChoice(node);
  const lines = name === null ? null : wildcards.lines(name);
  return lines && lines.length > 0 ? lines : null;
}

/** How many of `available` a choice takes at least and at most. */
export function countsOf(node: ChoiceNode, available: number): { least: number; most: number } {
  const asked = node.most ?? available;
  const most = Math.min(available, Math.max(node.least, asked));
  return { least: Math.min(most, Math.min(node.least, asked)), most };
}

/** Indices of different options, drawn by weight. One that weighs nothing is taken only when nothing else is left. */
function pick(node: ChoiceNode, weights: readonly number[], draw: Draw): number[] {
  const { least, most } = countsOf(node, weights.length);
  const count = least + Math.floor(draw() * (most - least + 1));
  if (count === 1) return [drawIndex(weights, draw)];
  const open = weights.map((_, index) => index);
  return Array.from({ length: count }, () => {
    const at = drawIndex(
      open.map((index) => weights[index] ?? 0),
      draw,
    );
    return open.splice(at, 1)[0] ?? 0;
  });
}

function writeWildcard(
  expansion: Expansion,
  writer: Writer,
  name: string,
  within: { depth: number; place: { start: number; end: number } },
): void {
  const lines = expansion.wildcards.lines(name);
  const { place, depth } = within;
  if (!lines || lines.length === 0 || depth >= MAX_WILDCARD_DEPTH) {
    const loop = depth >= MAX_WILDCARD_DEPTH ? 'wildcard_loop' : 'empty_wildcard';
    writer.tell(lines ? loop : 'unknown_wildcard', place, name);
    // It stays visible, as a missing token does.
    writer.write(`__${name}__`);
    return;
  }
  const drawn = lines[Math.floor(expansion.draw() * lines.length)] ?? '';
  const line = expansion.wildcards.parse(drawn);
  write(expansion, writer, line, line.nodes, { depth: depth + 1, place });
}
