/** What is being typed at the caret: a token after `[`, or a list of words after `__`. */
export interface TypedWord {
  readonly kind: 'token' | 'wildcard';
  /** Where its sign begins. */
  readonly start: number;
  readonly typed: string;
}

const TOKEN = /(?<!\\)\[([\p{L}\p{M}\p{N}_ -]{0,40})$/u;
const WILDCARD = /(?<![\\\w])__([\p{L}\p{N}/*-]{0,80})$/u;

/** Null where nothing of the kind is begun before the caret. */
export function typedWord(text: string, caret: number): TypedWord | null {
  const before = text.slice(0, caret);
  const token = TOKEN.exec(before);
  if (token) return { kind: 'token', start: token.index, typed: token[1] ?? '' };
  const wildcard = WILDCARD.exec(before);
  return wildcard ? { kind: 'wildcard', start: wildcard.index, typed: wildcard[1] ?? '' } : null;
}

/** The text with the word finished, and where the caret stands then. A closing sign that is there already is used. */
export function finishWord(
  text: string,
  { start, kind, typed }: TypedWord,
  name: string,
): { text: string; caret: number } {
  const whole = kind === 'token' ? `[${name}]` : `__${name}__`;
  const close = kind === 'token' ? ']' : '__';
  const end = start + (kind === 'token' ? 1 : 2) + typed.length;
  const rest = text.slice(end).startsWith(close) ? text.slice(end + close.length) : text.slice(end);
  return { text: text.slice(0, start) + whole + rest, caret: start + whole.length };
}
