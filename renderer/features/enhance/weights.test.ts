import { describe, expect, it } from 'vitest';
import { weigh } from './weights.ts';

/** `«` and `»` stand for the selection; one `|` for the caret. */
function press(marked: string, by: 1 | -1): string | null {
  const start = marked.search(/[«|]/);
  const end = marked.includes('»') ? marked.indexOf('»') - 1 : start;
  const weighed = weigh(marked.replace(/[«»|]/g, ''), start, end, by);
  if (!weighed) return null;
  const { text } = weighed;
  return `${text.slice(0, weighed.start)}«${text.slice(weighed.start, weighed.end)}»${text.slice(weighed.end)}`;
}

describe('weighing words', () => {
  it.each([
    ['a «soft light» fox', 1, 'a «(soft light)1.1» fox'],
    ['a «(soft light)1.1» fox', 1, 'a «(soft light)1.2» fox'],
    ['a «(soft light)1.1» fox', -1, 'a «soft light» fox'],
    ['a so|ft light', -1, 'a «(soft)0.9» light'],
    ['a (soft li|ght)1.5 fox', -1, 'a «(soft light)1.4» fox'],
    ['« soft »x', 1, ' «(soft)1.1» x'],
    ['«x»', 1, '«(x)1.1»'],
    ['«(x)2»', 1, '«(x)2»'],
    ['«(x)0.1»', -1, '«(x)0.1»'],
    ['l’|été', 1, '«(l’été)1.1»'],
  ] as const)('%s by %i', (marked, by, expected) => {
    expect(press(marked, by)).toBe(expected);
  });

  it.each(['| ', 'a , |', '«a) b»'])('%j has nothing to weigh', (marked) => {
    expect(press(marked, 1)).toBeNull();
  });

  it('goes up ten times and down again to where it was', () => {
    let at: string | null = '«fox»';
    for (let n = 0; n < 7; n += 1) at = at && press(at, 1);
    expect(at).toBe('«(fox)1.7»');
    for (let n = 0; n < 7; n += 1) at = at && press(at, -1);
    expect(at).toBe('«fox»');
  });
});
