import { parseText } from '../../../contract/tokens/syntax.ts';

/** Whether a text holds anything to fill in or draw. */
export function isFillable(text: string): boolean {
  return parseText(text).nodes.some(({ kind }) => kind !== 'text');
}
