import { describe, expect, it } from 'vitest';
import { hasNearest, searchOf, settle, splitSearch, withTerm, writeFilter } from './terms.ts';

describe('the search field', () => {
  it('shows every filter of a search as a chip and leaves the words', () => {
    expect(splitSearch('fog rating:>3 "early frost" -tag:"north sea"')).toEqual({
      chips: ['rating:>3', '-tag:"north sea"'],
      text: 'fog "early frost"',
    });
    expect(splitSearch('')).toEqual({ chips: [], text: '' });
  });

  it('leaves a filter alone while the caret is in it, and takes it once it is left', () => {
    const writing = { chips: [], text: 'fog tag:se' };
    expect(settle(writing, 10)).toBe(writing);
    expect(settle({ chips: [], text: 'fog tag:sea ' }, 12)).toEqual({
      chips: ['tag:sea'],
      text: 'fog ',
    });
    expect(settle({ chips: [], text: 'rating:' }, 20).chips).toEqual([]);
  });

  it('does not search by what is still being written', () => {
    expect(searchOf({ chips: ['is:favorite'], text: 'fog tag:se' })).toBe('is:favorite fog');
    expect(searchOf({ chips: [], text: 'fog' })).toBe('fog');
  });

  it('comes back from its own search as it was', () => {
    const parts = { chips: ['rating:>3', 'in:"North sea"'], text: 'fog' };
    expect(splitSearch(searchOf(parts))).toEqual(parts);
  });

  it('quotes what would fall apart', () => {
    expect(writeFilter('tag', 'north sea')).toBe('tag:"north sea"');
    expect(splitSearch(writeFilter('tag', 'a "quoted" one', true)).chips).toHaveLength(1);
    expect(writeFilter('tag', 'sea')).toBe('tag:sea');
  });
});

describe('one filter more', () => {
  it('adds a tag once and beside others', () => {
    expect(withTerm('fog tag:sea', 'tag', 'alps')).toBe('fog tag:sea tag:alps');
    expect(withTerm('fog tag:sea', 'tag', 'sea')).toBe('fog tag:sea');
  });

  it('has one colour or one work to be like at a time', () => {
    const search = withTerm('color:#ff8800 fog', 'like', 'abc');
    expect(search).toBe('fog like:abc');
    expect(hasNearest(search)).toBe(true);
    expect(hasNearest('fog -color:red')).toBe(false);
  });
});
