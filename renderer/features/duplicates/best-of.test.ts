import { describe, expect, it } from 'vitest';
import { bestOf } from './best-of.ts';

const work = (id: string, fields: object) => ({
  id,
  rating: 0,
  isFavorite: false,
  width: 100,
  height: 100,
  bytes: 1_000,
  recipe: null,
  createdAt: '2026-11-01T00:00:00.000Z',
  ...fields,
});

describe('the work of a group that is kept', () => {
  const large = work('a', { width: 900, createdAt: '2026-11-05T00:00:00.000Z' });
  const rated = work('b', { rating: 4, createdAt: '2026-11-04T00:00:00.000Z' });
  const old = work('c', { createdAt: '2025-01-01T00:00:00.000Z' });

  it('is the one that the rule says, whatever the order they come in', () => {
    for (const group of [
      [large, rated, old],
      [old, rated, large],
    ]) {
      expect(bestOf(group, 'largest')?.id).toBe('a');
      expect(bestOf(group, 'rated')?.id).toBe('b');
      expect(bestOf(group, 'oldest')?.id).toBe('c');
    }
  });

  it('is decided by the other rules between equals, and always the same one', () => {
    const twin = work('d', { createdAt: large.createdAt });
    expect(bestOf([twin, large], 'rated')?.id).toBe('a');
    expect(bestOf([work('z', {}), work('y', {})], 'largest')?.id).toBe('y');
    expect(bestOf([], 'rated')).toBeUndefined();
  });

  it('prefers a favourite among those rated alike', () => {
    const marked = work('e', { rating: 4, isFavorite: true, bytes: 1 });
    expect(bestOf([rated, marked], 'rated')?.id).toBe('e');
  });
});
