import { expect, it } from 'vitest';
import type { OfferedModel } from '../prompt/form.ts';
import { another, fielded, possible } from './contenders.ts';

const model = (id: string, change: object = {}) =>
  ({
    id,
    enabled: true,
    keyMissing: false,
    position: 0,
    capabilities: { qualities: ['draft', 'standard'] },
    prices: { draft: 0, standard: 1 },
    ...change,
  }) as unknown as OfferedModel;

it('offers each usable model at each quality that has a price', () => {
  const models = [model('a', { prices: { standard: 1 } }), model('b', { keyMissing: true })];
  expect(possible(models)).toEqual([{ model: 'a', quality: 'standard' }]);
  expect(fielded([], models)).toHaveLength(1);
});

it('fields two of different models, or two qualities of the only one', () => {
  expect(fielded([], [model('a'), model('b')])).toEqual([
    { model: 'a', quality: 'standard' },
    { model: 'b', quality: 'standard' },
  ]);
  expect(fielded([{ model: 'gone', quality: 'high' }], [model('a')])).toEqual([
    { model: 'a', quality: 'standard' },
    { model: 'a', quality: 'draft' },
  ]);
  expect(another(fielded([], [model('a')]), possible([model('a')]))).toBeUndefined();
});
