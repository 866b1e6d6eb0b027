import { describe, expect, it } from 'vitest';
import {
  clear,
  EMPTY_SELECTION,
  focusOn,
  selectAll,
  selectFrame,
  selectOnly,
  selectRange,
  targetsOf,
  toggle,
  without,
} from './selection.ts';

const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort();

describe('selection', () => {
  it('chooses one and makes it the anchor', () => {
    expect(selectOnly('b')).toEqual({ ids: new Set(['b']), anchor: 'b', focus: 'b' });
  });

  it('puts one in and out without touching the others', () => {
    const two = toggle(selectOnly('a'), 'c');
    expect(ids(two)).toEqual(['a', 'c']);
    expect(ids(toggle(two, 'a'))).toEqual(['c']);
    expect(ids(selectOnly('a'))).toEqual(['a']);
  });

  it('stretches and shrinks a range around its anchor', () => {
    const wide = selectRange(selectOnly('b'), ['b', 'c', 'd'], 'd', false);
    const narrow = selectRange(wide, ['b', 'c'], 'c', false);
    expect(ids(wide)).toEqual(['b', 'c', 'd']);
    expect(ids(narrow)).toEqual(['b', 'c']);
    expect(narrow.anchor).toBe('b');
    expect(narrow.focus).toBe('c');
  });

  it('adds a range to what was chosen when asked to', () => {
    expect(ids(selectRange(toggle(selectOnly('a'), 'x'), ['x', 'y'], 'y', true))).toEqual([
      'a',
      'x',
      'y',
    ]);
  });

  it('starts a range at the target when nothing was chosen', () => {
    expect(selectRange(EMPTY_SELECTION, ['c'], 'c', false).anchor).toBe('c');
  });

  it('moves the keyboard without choosing', () => {
    const moved = focusOn(selectOnly('a'), 'b');
    expect(ids(moved)).toEqual(['a']);
    expect(moved.focus).toBe('b');
  });

  it('chooses all and keeps the keyboard where it stood', () => {
    const all = selectAll(focusOn(EMPTY_SELECTION, 'b'), ['a', 'b', 'c']);
    expect(ids(all)).toEqual(['a', 'b', 'c']);
    expect(all.focus).toBe('b');
    expect(ids(selectAll(EMPTY_SELECTION, []))).toEqual([]);
  });

  it('draws a frame that replaces, adds or toggles, from the selection it began with', () => {
    const base = toggle(selectOnly('a'), 'b');
    expect(ids(selectFrame(base, ['b', 'c'], 'replace'))).toEqual(['b', 'c']);
    expect(ids(selectFrame(base, ['b', 'c'], 'add'))).toEqual(['a', 'b', 'c']);
    expect(ids(selectFrame(base, ['b', 'c'], 'toggle'))).toEqual(['a', 'c']);
    expect(ids(selectFrame(base, [], 'add'))).toEqual(['a', 'b']);
  });

  it('forgets what went away and hands the keyboard to the heir', () => {
    const chosen = toggle(selectOnly('a'), 'b');
    expect(without(chosen, ['b'], 'c')).toEqual({ ids: new Set(['a']), anchor: 'c', focus: 'c' });
    expect(without(chosen, ['z'], 'c')).toBe(chosen);
  });

  it('clears without losing the place of the keyboard', () => {
    expect(clear(selectOnly('a'))).toEqual({ ids: new Set(), anchor: null, focus: 'a' });
  });

  it('acts on the selection only through one of its own', () => {
    const chosen = toggle(selectOnly('a'), 'b');
    expect(targetsOf(chosen, 'a').sort()).toEqual(['a', 'b']);
    expect(targetsOf(chosen, 'z')).toEqual(['z']);
  });
});
