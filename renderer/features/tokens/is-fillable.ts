import { parseText, unescapeText } from '../../../contract/tokens/syntax.ts';

/** Whether a text holds anything to fill in or draw, or an escape to take off. */
export function isFillable(text: string): boolean {
  return parseText(text).nodes.some(({ kind }) => kind !== 'text') || unescapeText(text) !== text;
}
