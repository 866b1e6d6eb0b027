import i18next from 'i18next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setupLanguage } from './i18n.ts';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('setupLanguage', () => {
  beforeAll(() => setupLanguage('fr'));
  afterAll(() => void i18next.changeLanguage('en'));

  it('chooses plurals as the language does: French says one for nought', () => {
    expect(i18next.t('credits', { count: 0 })).toBe('0 crédit');
    expect(i18next.t('credits', { count: 2 })).toBe('2 crédits');
  });

  it('has words for whole millions, which French counts apart', () => {
    expect(plain(i18next.t('credits', { count: 1_000_000 }))).toBe('1 000 000 crédits');
  });

  it('speaks English at once when told to', async () => {
    await i18next.changeLanguage('en');
    expect(i18next.t('credits', { count: 0 })).toBe('0 credits');
  });
});
