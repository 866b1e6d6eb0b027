/**
 * What is wrong with a prompt text, and where. Nothing here throws: a text is always read as something, and what
 * could not be read as the creator probably meant it stays in the prompt as it was typed, and is told.
 */
export const TEXT_PROBLEMS = [
  /** The text is longer than what is read as tokens and variants: all of it stays as it is. */
  'source_too_long',
  /** `{` or `[?` without its end. */
  'unclosed',
  /** Deeper than `MAX_DEPTH`. */
  'too_deep',
  /** `{}`: nothing to choose from. */
  'empty_choice',
  /** Every weight of a choice is 0: all count as 1. */
  'no_weight',
  /** `{3$$a|b}`: more are asked for than there are, or the range runs backwards. */
  'bad_range',
  /** `${name=…}` of Dynamic Prompts, which is not read here. */
  'variable',
  'unknown_wildcard',
  'empty_wildcard',
  /** Wildcards within wildcards beyond `MAX_WILDCARD_DEPTH`, as in a file that names itself. */
  'wildcard_loop',
  /** A token that the set does not have; it stays as `[NAME]`. */
  'missing_token',
  /** A token whose value holds a token itself: the value stays as it is. */
  'nested_token',
  /** Two tokens of a set whose names read the same: the first counts. */
  'duplicate_token',
  /** Variants or wildcards where only tokens are filled. */
  'unexpanded',
  /** The outcome is longer than the limit. Beyond `MAX_OUTCOME_LENGTH` it is cut as well. */
  'outcome_too_long',
] as const;
export type TextProblemCode = (typeof TEXT_PROBLEMS)[number];

export interface TextProblem {
  readonly code: TextProblemCode;
  /** Where in the text, in UTF-16 units, `end` excluded. */
  readonly start: number;
  readonly end: number;
  /** The token or wildcard it is about. */
  readonly name?: string;
}

/** Longest text that is read as tokens and variants; a wildcard's line too. */
export const MAX_SOURCE_LENGTH = 20_000;
/** Braces within braces. */
export const MAX_DEPTH = 20;
export const MAX_WILDCARD_DEPTH = 10;
/** What is made is cut here, whatever a text asks for. */
export const MAX_OUTCOME_LENGTH = 20_000;
