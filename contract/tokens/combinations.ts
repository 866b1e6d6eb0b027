import { countsOf, linesOfChoice, wildcardOfChoice } from './expand.ts';
import { createWriter, isPresent, tokenValues, valueOf } from './fill.ts';
import type { TokenSet } from './names.ts';
import { MAX_OUTCOME_LENGTH, MAX_WILDCARD_DEPTH } from './problems.ts';
import {
  type ChoiceNode,
  type ParsedText,
  parseText,
  type TextNode,
  unescapeText,
} from './syntax.ts';
import { readWildcards, type WildcardReader, type Wildcards } from './wildcards.ts';

/** Counting ends here: above it a number means no more than "too many". */
export const MOST_COUNTED = 1e15;

export interface CombinationCount {
  /** At most `MOST_COUNTED`. */
  readonly count: number;
  /** True where there are more. */
  readonly beyond: boolean;
}

export interface CombinationOptions {
  readonly wildcards?: Wildcards;
  /** With a set, tokens are filled and escapes taken off; without, each combination is a prompt text still. */
  readonly set?: TokenSet;
}

/** How many combinations a text has, reckoned without making any. Weights do not count here, order does. */
export function countCombinations(
  text: string,
  options: Pick<CombinationOptions, 'wildcards'> = {},
): CombinationCount {
  const count = countNodes(parseText(text).nodes, {
    wildcards: readWildcards(options.wildcards ?? {}),
    known: new Map(),
    steps: { left: MAX_COUNT_STEPS },
    depth: 0,
  });
  return { count: Math.min(count, MOST_COUNTED), beyond: count > MOST_COUNTED };
}

/** Wildcards that multiply each other end here, and count as beyond. */
const MAX_COUNT_STEPS = 2_000_000;

interface Counting {
  readonly wildcards: WildcardReader;
  /** Of each line, by depth and name: a wildcard named a hundred times is counted once. */
  readonly known: Map<string, readonly number[]>;
  readonly steps: { left: number };
  readonly depth: number;
}

const capped = (value: number): number => Math.min(value, MOST_COUNTED + 1);

function countNodes(nodes: readonly TextNode[], counting: Counting): number {
  let count = 1;
  for (const node of nodes) {
    counting.steps.left -= 1;
    if (counting.steps.left < 0) return MOST_COUNTED + 1;
    if (node.kind === 'choice') count = capped(count * countChoice(node, counting));
    else if (node.kind === 'optional') count = capped(count * countNodes(node.nodes, counting));
    else if (node.kind === 'wildcard') {
      const lines = countLines(node.name, counting);
      if (lines.length > 0) count = capped(count * capped(sum(lines)));
    }
  }
  return count;
}

/** Of each line of a wildcard; none where it stays as it is. */
function countLines(name: string, counting: Counting): readonly number[] {
  if (counting.depth >= MAX_WILDCARD_DEPTH) return [];
  const key = `${counting.depth} ${name}`;
  const known = counting.known.get(key);
  if (known) return known;
  const deeper = { ...counting, depth: counting.depth + 1 };
  const counts = (counting.wildcards.lines(name) ?? []).map((line) =>
    countNodes(counting.wildcards.parse(line).nodes, deeper),
  );
  counting.known.set(key, counts);
  return counts;
}

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

/** From this many on, their orders alone are beyond what is counted: 18! > 10^15. */
const TOO_MANY_ORDERS = 18;

function countChoice(node: ChoiceNode, counting: Counting): number {
  const wildcard = wildcardOfChoice(node);
  const lines = wildcard === null ? [] : countLines(wildcard, counting);
  const counts =
    lines.length > 0 ? lines : node.options.map((option) => countNodes(option.nodes, counting));
  const { least, most } = countsOf(node, counts.length);
  if (most >= TOO_MANY_ORDERS) return MOST_COUNTED + 1;
  counting.steps.left -= counts.length * most;
  if (counting.steps.left < 0) return MOST_COUNTED + 1;
  // Ways to take k of them in any order: the elementary symmetric polynomial of the counts.
  const ways = [1, ...Array.from({ length: most }, () => 0)];
  for (const count of counts) {
    for (let k = most; k > 0; k -= 1) {
      ways[k] = capped((ways[k] ?? 0) + (ways[k - 1] ?? 0) * count);
    }
  }
  let total = 0;
  let orders = 1;
  for (let k = 0; k <= most; k += 1) {
    if (k > 0) orders *= k;
    if (k >= least) total = capped(total + capped(orders * (ways[k] ?? 0)));
  }
  return total;
}

/**
 * The combinations of a text one after the other, the last variant turning fastest, at most `limit` of them. Each is
 * made when it is asked for; none is longer than `MAX_OUTCOME_LENGTH`.
 */
export function* combinations(
  text: string,
  options: CombinationOptions & { limit: number },
): Generator<string, void> {
  const parsed = parseText(text);
  const steps = { left: MAX_WHEELS };
  const wheel = nodesWheel(parsed, parsed.nodes, {
    wildcards: readWildcards(options.wildcards ?? {}),
    values: options.set ? tokenValues(options.set) : null,
    depth: 0,
    steps,
  });
  for (let made = 0; made < options.limit; made += 1) {
    yield wheel.text().slice(0, MAX_OUTCOME_LENGTH);
    steps.left = MAX_WHEELS;
    if (!wheel.turn()) return;
  }
}

/** Wheels made for one combination; more than this is a wildcard that multiplies itself, and stays as it is. */
const MAX_WHEELS = 20_000;

/** One part that can stand in several ways, like a wheel of an odometer. */
interface Wheel {
  text(): string;
  /** On to the next way; false where it came around to the first again. */
  turn(): boolean;
}

interface Wheels {
  readonly wildcards: WildcardReader;
  readonly values: ReturnType<typeof tokenValues> | null;
  readonly depth: number;
  readonly steps: { left: number };
}

function fixed(text: string): Wheel {
  return { text: () => text, turn: () => false };
}

/** Side by side: the last one turns, and carries to the one before it. */
function row(wheels: readonly Wheel[], between = ''): Wheel {
  return {
    text: () => {
      const pieces: string[] = [];
      let length = 0;
      for (const wheel of wheels) {
        const piece = wheel.text();
        pieces.push(piece);
        length += piece.length + between.length;
        if (length > MAX_OUTCOME_LENGTH) break;
      }
      return pieces.join(between);
    },
    turn: () => wheels.findLast((wheel) => wheel.turn()) !== undefined,
  };
}

/** One after the other: each is made when its turn comes. */
function series(count: number, make: (index: number) => Wheel): Wheel {
  let index = 0;
  let wheel = count > 0 ? make(0) : fixed('');
  return {
    text: () => wheel.text(),
    turn() {
      if (wheel.turn()) return true;
      index = index + 1 >= count ? 0 : index + 1;
      if (count > 1) wheel = make(index);
      return index > 0;
    },
  };
}

function nodesWheel(parsed: ParsedText, nodes: readonly TextNode[], wheels: Wheels): Wheel {
  return row(nodes.map((node) => nodeWheel(parsed, node, wheels)));
}

function nodeWheel(parsed: ParsedText, node: TextNode, wheels: Wheels): Wheel {
  const { values } = wheels;
  const raw = parsed.source.slice(node.start, node.end);
  wheels.steps.left -= 1;
  if (wheels.steps.left < 0) return fixed(raw);
  if (node.kind === 'text') return fixed(values ? unescapeText(raw) : raw);
  if (node.kind === 'token') return fixed(values ? valueOf(node, values, createWriter()) : raw);
  if (node.kind === 'choice') return choiceWheel(parsed, node, wheels);
  if (node.kind === 'optional') {
    if (!values) return row([fixed('[?'), nodesWheel(parsed, node.nodes, wheels), fixed(']')]);
    return isPresent(node.nodes, values) ? nodesWheel(parsed, node.nodes, wheels) : fixed('');
  }
  const lines = wheels.wildcards.lines(node.name) ?? [];
  if (lines.length === 0 || wheels.depth >= MAX_WILDCARD_DEPTH) return fixed(raw);
  return series(lines.length, (index) => lineWheel(lines[index] ?? '', wheels));
}

function lineWheel(line: string, wheels: Wheels): Wheel {
  const parsed = wheels.wildcards.parse(line);
  return nodesWheel(parsed, parsed.nodes, { ...wheels, depth: wheels.depth + 1 });
}

function choiceWheel(parsed: ParsedText, node: ChoiceNode, wheels: Wheels): Wheel {
  const lines = wheels.depth < MAX_WILDCARD_DEPTH ? linesOfChoice(node, wheels.wildcards) : null;
  const available = lines?.length ?? node.options.length;
  function option(index: number): Wheel {
    if (lines) return lineWheel(lines[index] ?? '', wheels);
    return nodesWheel(parsed, node.options[index]?.nodes ?? [], wheels);
  }
  const { least, most } = countsOf(node, available);
  return series(most - least + 1, (extra) => orderedWheel(available, least + extra, option, node));
}

/** `count` different options in every order: the choice of which is a wheel that turns slowest. */
function orderedWheel(
  available: number,
  count: number,
  option: (index: number) => Wheel,
  { separator }: ChoiceNode,
): Wheel {
  if (count === 0) return fixed('');
  if (count === 1) return series(available, option);
  let taken = Array.from({ length: count }, (_, index) => index);
  let wheel = row(taken.map(option), separator);
  return {
    text: () => wheel.text(),
    turn() {
      if (wheel.turn()) return true;
      const next = nextOrder(taken, available);
      taken = next ?? Array.from({ length: count }, (_, index) => index);
      wheel = row(taken.map(option), separator);
      return next !== null;
    },
  };
}

/** The next arrangement of different indices in lexicographic order; null after the last. */
function nextOrder(taken: readonly number[], available: number): number[] | null {
  for (let at = taken.length - 1; at >= 0; at -= 1) {
    const kept = new Set(taken.slice(0, at));
    let index = (taken[at] ?? 0) + 1;
    while (kept.has(index)) index += 1;
    if (index >= available) continue;
    const next = [...kept, index];
    const used = new Set(next);
    for (let free = 0; next.length < taken.length; free += 1) {
      if (!used.has(free)) next.push(free);
    }
    return next;
  }
  return null;
}
