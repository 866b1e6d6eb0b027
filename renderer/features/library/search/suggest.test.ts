import { describe, expect, it } from 'vitest';
import { type CountedValue, offersFor, type OfferedKey, takeOffer } from './suggest.ts';

const HELD: Partial<Record<OfferedKey, CountedValue[]>> = {
  tag: [
    { value: 'North sea', count: 12 },
    { value: 'été', count: 3 },
  ],
  model: [{ value: 'Draft', count: 40 }],
};
const ask = (text: string, caret = text.length) =>
  offersFor({
    text,
    caret,
    valuesOf: (key) => HELD[key] ?? [],
    nameOf: (key) => (key === 'rating' ? 'Note' : key),
  });
const names = (text: string, caret?: number) =>
  ask(text, caret).offers.map((offer) => (offer.kind === 'filter' ? offer.key : offer.value));

describe('offers in the search field', () => {
  it('offers all filters where nothing is written, and those that begin as typed, in any language', () => {
    expect(names('').length).toBeGreaterThan(12);
    expect(names('ra')).toEqual(['rating', 'ratio']);
    expect(names('fog no')).toEqual(['rating']);
    expect(names('"fog')).toEqual([]);
  });

  it('offers what the library holds, then what is always there', () => {
    expect(names('tag:')).toEqual(['North sea', 'été']);
    expect(names('tag:ete')).toEqual(['été']);
    expect(names('tag:sea')).toEqual(['North sea']);
    expect(names('ratio:po')).toEqual(['portrait']);
    expect(names('rating:>')).toEqual(['>=4', '>=3']);
  });

  it('offers nothing for what is written already', () => {
    expect(names('model:draft')).toEqual([]);
    expect(names('tag:sea more')).not.toContain('North sea');
  });

  it('takes a name and goes on, takes a value and is done', () => {
    const filter = ask('fog -ra');
    expect(takeOffer('fog -ra', filter, { kind: 'filter', key: 'rating' })).toEqual({
      text: 'fog -rating:',
      caret: 12,
    });
    const value = ask('-tag:no fog', 7);
    const offer = { kind: 'value', key: 'tag', value: 'North sea' } as const;
    expect(takeOffer('-tag:no fog', value, offer)).toEqual({
      text: '-tag:"North sea" fog',
      caret: 17,
    });
  });
});
