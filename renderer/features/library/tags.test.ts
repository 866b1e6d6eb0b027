import { describe, expect, it } from 'vitest';
import { changedTags, hasTag, parseTags, tagsOf } from './tags.ts';

describe('tags of several works', () => {
  it('counts without case and puts those that most have first', () => {
    const works = [{ tags: ['Fog', 'sea'] }, { tags: ['fog'] }, { tags: ['alps', 'FOG', 'sea'] }];
    expect(tagsOf(works)).toEqual([
      { tag: 'Fog', count: 3 },
      { tag: 'sea', count: 2 },
      { tag: 'alps', count: 1 },
    ]);
    expect(tagsOf([])).toEqual([]);
  });
});

describe('typed tags', () => {
  it('takes one or a pasted list, each once, without what a tag may not be', () => {
    expect(parseTags('  early   frost ')).toEqual(['early frost']);
    expect(parseTags('#sea, fog;Sea\nalps,, ')).toEqual(['sea', 'fog', 'alps']);
    expect(parseTags('x'.repeat(51))).toEqual([]);
    expect(parseTags('')).toEqual([]);
  });
});

describe('changed tags', () => {
  it('adds what is not there in any spelling and takes away in every spelling', () => {
    expect(changedTags(['Fog', 'sea'], ['fog', 'alps'], ['SEA'])).toEqual(['Fog', 'alps']);
    expect(changedTags([], ['a'], ['a'])).toEqual(['a']);
    expect(hasTag(['Été'], 'e\u0301té'.normalize('NFD').toUpperCase())).toBe(true);
  });
});
