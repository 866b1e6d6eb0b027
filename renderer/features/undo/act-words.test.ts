import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { ActKind } from '../../../contract/studio/history.ts';
import { setupLanguage } from '../../i18n/i18n.ts';
import { actWords } from './act-words.ts';

describe('words for acts', () => {
  beforeAll(() => setupLanguage('en'));

  it.each(ActKind.options)('%s is worded for one and for many, in both languages', async (kind) => {
    for (const language of ['en', 'fr']) {
      await i18next.changeLanguage(language);
      for (const count of [1, 12]) {
        const words = actWords({ kind, count, name: 'Autumn' });
        expect(words).toMatch(/[a-z]{3}/);
        expect(words).not.toContain('kinds.');
        expect(words).not.toContain('{{');
      }
    }
  });

  it('names the collection works were saved to, where there is one', async () => {
    await i18next.changeLanguage('en');
    const act = { kind: 'promote', count: 2 } as const;
    expect(actWords({ ...act, name: 'Autumn' })).toBe('2 works saved to “Autumn”');
    expect(actWords({ ...act, name: null })).toBe('2 works saved to the Library');
  });
});
