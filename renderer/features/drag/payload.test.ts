import { describe, expect, it } from 'vitest';
import { aRecipe } from '../testing/works.ts';
import { outcomeOf, type Place, readPayload, type WorksPayload } from './payload.ts';

const autumn: Place = { kind: 'collection', id: 'c1', name: 'Autumn' };
const works = (from: WorksPayload['from'], recipe = true): WorksPayload => ({
  kind: 'works',
  from,
  ids: ['a', 'b'],
  sha256s: [],
  recipe: recipe ? aRecipe() : null,
});

describe('dragged works', () => {
  it('reads only its own drags', () => {
    const payload = works('library');
    expect(readPayload({ ...payload })).toEqual(payload);
    expect(readPayload({})).toBeUndefined();
    expect(readPayload({ kind: 'works', ids: [] })).toBeUndefined();
    expect(readPayload({ kind: 'tab', ids: ['a'] })).toBeUndefined();
  });

  it('saves results, into a collection where they are dropped on one', () => {
    expect(outcomeOf(works('workspace'), { kind: 'library' })).toBe('save');
    expect(outcomeOf(works('workspace'), autumn)).toBe('save-to-collection');
    expect(outcomeOf(works('workspace'), { kind: 'new-collection' })).toBe(
      'save-to-new-collection',
    );
    expect(outcomeOf(works('workspace'), { kind: 'trash' })).toBe('discard');
    expect(outcomeOf(works('workspace'), { kind: 'favorites' })).toBeUndefined();
  });

  it('sorts kept works and never saves them a second time', () => {
    expect(outcomeOf(works('library'), { kind: 'library' })).toBeUndefined();
    expect(outcomeOf(works('library'), autumn)).toBe('add-to-collection');
    expect(outcomeOf(works('library'), { kind: 'favorites' })).toBe('favorite');
    expect(outcomeOf(works('library'), { kind: 'trash' })).toBe('trash');
  });

  it('only takes works back from the trash', () => {
    expect(outcomeOf(works('trash'), { kind: 'library' })).toBe('restore');
    expect(outcomeOf(works('trash'), autumn)).toBeUndefined();
  });

  it('recalls a recipe where there is one', () => {
    expect(outcomeOf(works('library'), { kind: 'prompt' })).toBe('recall');
    expect(outcomeOf(works('library', false), { kind: 'prompt' })).toBeUndefined();
  });
});
