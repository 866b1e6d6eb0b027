import { expect, test } from 'vitest';
import type { SavedTokenSet } from '../../../contract/studio/prompts.ts';
import { type Drafts, draftOf, isReady, unsaved, withDraft, withNames } from './token-drafts.ts';

const saved = (id: string, isDefault = false): SavedTokenSet => ({
  id,
  name: `Set ${id}`,
  tokens: [{ name: 'NAME', value: id }],
  isDefault,
  createdAt: '2026-11-21T11:59:00Z',
});
const SETS = [saved('a', true), saved('b')];
const START: Drafts = { currentId: 'a', typed: [] };

const shown = (drafts: Drafts, currentId: string | null) => draftOf({ ...drafts, currentId }, SETS);

test('what is typed into a set is still there after another was looked at and changed', () => {
  const first = withDraft(START, { ...saved('a', true), name: 'Ada' });
  const both = withDraft({ ...first, currentId: 'b' }, { ...saved('b'), tokens: [] });
  expect(shown(both, 'a')).toMatchObject({ name: 'Ada' });
  expect(shown(both, 'b')).toMatchObject({ tokens: [] });
  expect(shown(both, null)).toBeUndefined();
  expect(unsaved(both, SETS).map(({ id }) => id)).toEqual(['a', 'b']);
  // Typed back to what is saved: nothing is left to save.
  const back = withDraft(both, saved('a', true));
  expect(unsaved(back, SETS).map(({ id }) => id)).toEqual(['b']);
});

test('one set is the default: the last that was ticked, whichever is looked at or saved later', () => {
  const ticked = withDraft({ ...START, currentId: 'b' }, { ...saved('b'), isDefault: true });
  expect(shown(ticked, 'a')).toMatchObject({ isDefault: false });
  const again = withDraft(ticked, { ...saved('a'), isDefault: true });
  expect(shown(again, 'b')).toMatchObject({ isDefault: false });
});

test('names that are asked for take the place of empty rows; a draft is ready when all have fitting names', () => {
  const asked = withNames({ ...saved('a'), tokens: [{ name: '', value: '' }] }, ['CITY']);
  expect(asked.tokens).toEqual([{ name: 'CITY', value: '' }]);
  expect(isReady(asked)).toBe(true);
  expect(isReady({ ...asked, name: ' ' })).toBe(false);
  expect(isReady(withNames(asked, ['city']))).toBe(false);
  expect(isReady({ ...asked, tokens: [{ name: '', value: 'Paris' }] })).toBe(false);
});
