import { describe, expect, it } from 'vitest';
import { createFormat } from './format.ts';
import { languageOf } from './language.ts';

const en = createFormat('en');
const fr = createFormat('fr');
const NOW = Date.parse('2026-11-21T12:00:00Z');
/** Intl separates by narrow and no-break spaces; which one does not matter here. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('createFormat', () => {
  it('writes numbers as each language does', () => {
    expect(en.number(1_234_567)).toBe('1,234,567');
    expect(plain(fr.number(1_234_567))).toBe('1 234 567');
    expect(plain(fr.percent(0.42))).toBe('42 %');
  });

  it('takes the largest unit of time that fits', () => {
    expect(en.relative('2026-11-21T11:57:10Z', NOW)).toBe('2 minutes ago');
    expect(en.relative('2026-11-20T11:00:00Z', NOW)).toBe('yesterday');
    expect(fr.relative('2026-11-27T12:00:00Z', NOW)).toBe('dans 6 jours');
    expect(en.relative('2026-11-21T12:00:00Z', NOW)).toBe('now');
  });

  it('writes durations in whole seconds and minutes', () => {
    expect(plain(en.duration(12.4))).toBe('12 sec');
    expect(plain(en.duration(65))).toBe('1 min 5 sec');
    expect(plain(en.duration(120))).toBe('2 min');
    expect(plain(en.duration(-3))).toBe('0 sec');
  });

  it('writes sizes of files and pictures', () => {
    expect(plain(en.bytes(1_500_000))).toBe('1.5 MB');
    expect(plain(fr.bytes(1_500_000))).toBe('1,5 Mo');
    expect(en.size(1536, 1024)).toBe('1536 × 1024');
  });
});

describe('languageOf', () => {
  it('follows the machine only when told to, and falls back to English', () => {
    expect(languageOf('system', ['fr-CA', 'en'])).toBe('fr');
    expect(languageOf('system', ['de-DE', 'fr'])).toBe('fr');
    expect(languageOf('system', ['ja'])).toBe('en');
    expect(languageOf('en', ['fr'])).toBe('en');
  });
});
