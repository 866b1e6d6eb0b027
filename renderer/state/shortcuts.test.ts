import { describe, expect, it } from 'vitest';
import { ariaKeys, keyLabels, matches } from './keys.ts';
import { type Shortcut, SHORTCUTS } from './shortcuts.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', true>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('the table of shortcuts', () => {
  const entries = Object.entries(SHORTCUTS) as [string, Shortcut][];
  /** Scopes whose keys are listened to at the same time. */
  const overlaps = (a: Shortcut, b: Shortcut) =>
    a.scope === b.scope || a.scope === 'everywhere' || b.scope === 'everywhere';

  it('gives no keys twice where both would listen', () => {
    const doubled = entries.flatMap(([id, one], index) =>
      entries
        .slice(index + 1)
        .filter(([, other]) => other.keys === one.keys && overlaps(one, other))
        .map(([other]) => `${id} and ${other}`),
    );
    expect(doubled).toEqual([]);
  });

  it('lets no plain character work while something is being written', () => {
    const typed = entries.filter(
      ([, { keys, whileTyping }]) => whileTyping && !keys.includes('mod'),
    );
    expect(typed).toEqual([]);
  });
});

describe('matches', () => {
  it('takes Cmd on a Mac and Ctrl elsewhere, never the other one', () => {
    expect(matches('mod+k', press('k', { ctrlKey: true }), false)).toBe(true);
    expect(matches('mod+k', press('k', { metaKey: true }), true)).toBe(true);
    expect(matches('mod+k', press('k', { ctrlKey: true }), true)).toBe(false);
    expect(matches('mod+k', press('k'), false)).toBe(false);
  });

  it('asks for exactly the keys that were named', () => {
    expect(matches('r', press('R', { shiftKey: true }), false)).toBe(false);
    expect(matches('shift+r', press('R', { shiftKey: true }), false)).toBe(true);
    expect(matches('f', press('f', { altKey: true }), false)).toBe(false);
    expect(matches('f', press('f', { ctrlKey: true }), false)).toBe(false);
  });

  it('takes signs however a keyboard types them', () => {
    expect(matches('?', press('?', { shiftKey: true }), false)).toBe(true);
    expect(matches('/', press('/', { shiftKey: true }), false)).toBe(true);
    expect(matches('plus', press('+', { shiftKey: true }), false)).toBe(true);
    expect(matches('space', press(' '), false)).toBe(true);
    expect(matches('left', press('ArrowLeft'), false)).toBe(true);
  });
});

describe('labels', () => {
  it('are what is printed on the keys', () => {
    expect(keyLabels('mod+shift+k', false)).toEqual(['Ctrl', 'Shift', 'K']);
    expect(keyLabels('mod+k', true)).toEqual(['⌘', 'K']);
    expect(keyLabels('plus', false)).toEqual(['+']);
    expect(ariaKeys('mod+k', true)).toBe('Meta+K');
  });
});
