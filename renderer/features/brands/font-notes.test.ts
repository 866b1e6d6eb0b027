import { expect, test } from 'vitest';
import { DEFAULT_BRAND_LOOK } from '../../../contract/brands.ts';
import { type AbsentFont, FONT_ABSENCES, type OwnFont } from '../../../contract/fonts.ts';
import { brands as en } from '../../i18n/en/brands.ts';
import { brands as fr } from '../../i18n/fr/brands.ts';
import { fontNotes } from './font-notes.ts';

const FONT = 'f'.repeat(64);
const LOOK = { ...DEFAULT_BRAND_LOOK, titleFont: FONT, bodyFont: FONT };
const here = (isUnreadable: boolean): OwnFont => ({ id: FONT, name: 'Mine', isUnreadable });
const away = (reason: AbsentFont['reason']): AbsentFont => ({ id: FONT, reason });

test('nothing is said of fonts that are here, and of those of the program', () => {
  expect(fontNotes(DEFAULT_BRAND_LOOK, { own: [], absent: [] })).toEqual([]);
  expect(fontNotes(LOOK, { own: [here(false)], absent: [] })).toEqual([]);
});

test('of a font that is not here it is said once whether it comes, is nowhere, or came and was refused', () => {
  const saidOf = (absent: readonly AbsentFont[]) => fontNotes(LOOK, { own: [], absent });
  expect(saidOf([away(null)])).toEqual([{ kind: 'coming' }]);
  expect(saidOf([away('missing')])).toEqual([{ kind: 'missing' }]);
  expect(saidOf([])).toEqual([{ kind: 'missing' }]);
  expect(saidOf([away('broken')])).toEqual([{ kind: 'refused', reason: 'broken' }]);
  expect(fontNotes(LOOK, { own: [here(true)], absent: [] })).toEqual([{ kind: 'unreadable' }]);
});

test('every reason has words', () => {
  for (const reason of FONT_ABSENCES.filter((each) => each !== 'missing')) {
    expect([en.refusals[reason], fr.refusals[reason]].every((words) => words.length > 10)).toBe(
      true,
    );
  }
});
