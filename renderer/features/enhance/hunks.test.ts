import { describe, expect, it } from 'vitest';
import { changesOf, hunksBetween, hunksOfParts, textWith } from './hunks.ts';

const all = (hunks: Parameters<typeof changesOf>[0]) =>
  new Set(changesOf(hunks).map(({ id }) => id));

describe('changes between two texts', () => {
  it.each([
    ['a red fox', 'a red fox in the snow'],
    ['a red fox', 'a sly red fox, soft light'],
    ['an old man sits', 'a young woman stands'],
    ['', 'something'],
    ['something', ''],
    ['same', 'same'],
    ['un chat  très  noir', 'un chat noir'],
    ['日本の城', '日本の古い城'],
  ])('%j → %j: all of them make the second, none the first', (before, after) => {
    const hunks = hunksBetween(before, after);
    expect(textWith(hunks, all(hunks))).toBe(after);
    expect(textWith(hunks, new Set())).toBe(before);
  });

  it('are taken one by one', () => {
    const hunks = hunksBetween('a red fox in fog', 'a blue fox in snow');
    expect(changesOf(hunks)).toHaveLength(2);
    expect(textWith(hunks, new Set([0]))).toBe('a blue fox in fog');
    expect(textWith(hunks, new Set([1]))).toBe('a red fox in snow');
  });
});

describe('the parts of an enhancement', () => {
  const parts = [{ text: 'soft light' }, { text: 'wide lens' }, { text: 'fine detail' }];

  it('are changes at the end, each with its comma', () => {
    const after = 'a fox, soft light, wide lens, fine detail';
    const hunks = hunksOfParts('a fox', after, parts);
    expect(textWith(hunks, all(hunks))).toBe(after);
    expect(textWith(hunks, new Set([0, 2]))).toBe('a fox, soft light, fine detail');
    expect(textWith(hunks, new Set())).toBe('a fox');
  });

  it('begin with a capital after a sentence', () => {
    const hunks = hunksOfParts('A fox. ', 'A fox. Soft light, wide lens', parts.slice(0, 2));
    expect(textWith(hunks, new Set([0]))).toBe('A fox. Soft light');
  });
});
