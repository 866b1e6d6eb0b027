import { describe, expect, test } from 'vitest';
import type { BatchTable } from '../../../contract/studio/batch.ts';
import { axesOf, readUse, usesOf } from './words.ts';

const TABLE: BatchTable = {
  id: '00000000-0000-7000-8000-000000000001',
  encoding: 'utf-8',
  delimiter: ',',
  columns: [
    { name: 'First name', use: { kind: 'token', name: 'FIRSTNAME' } },
    { name: 'a=b', use: { kind: 'none' } },
  ],
  rows: 1,
  sample: [],
  problems: [],
  problemCount: 0,
};

test.each([
  ['aspectRatio', { kind: 'parameter', parameter: 'aspectRatio' }],
  ['ASPECTRATIO', { kind: 'parameter', parameter: 'aspectRatio' }],
  ['[Prompt]', { kind: 'token', name: 'Prompt' }],
  ['CITY', { kind: 'token', name: 'CITY' }],
  ['field:title', { kind: 'field', field: 'title' }],
  ['-', { kind: 'none' }],
])('%s is read as what it is for', (text, use) => {
  expect(readUse(text, 'map')).toEqual(use);
});

describe('columns', () => {
  test('are what was found, but for those that are named', () => {
    expect(usesOf(TABLE, [])).toEqual(TABLE.columns.map(({ use }) => use));
    expect(usesOf(TABLE, ['a=b=seed', 'First name=[WHO]'])).toEqual([
      { kind: 'token', name: 'WHO' },
      { kind: 'parameter', parameter: 'seed' },
    ]);
  });

  test.each(['nobody=seed', 'seed', '=seed', 'First name=!'])('%j is refused', (map) => {
    expect(() => usesOf(TABLE, [map])).toThrow(/^--map: /);
  });
});

describe('axes', () => {
  test('are divided by commas, or by semicolons where a value holds a comma', () => {
    expect(axesOf(['seed=1, 2', '[WHO]=a fox, red; a hen'])).toEqual([
      { use: { kind: 'parameter', parameter: 'seed' }, values: ['1', '2'] },
      { use: { kind: 'token', name: 'WHO' }, values: ['a fox, red', 'a hen'] },
    ]);
  });

  test.each([
    [['seed=1,2']],
    [['seed=1,2', 'seed=3,4']],
    [['seed=1', 'steps=3,4']],
    [['seed=1,1', 'steps=3,4']],
    [['count=1,2', 'steps=3,4']],
    [['seed', 'steps=3,4']],
    [['-=1,2', 'steps=3,4']],
  ])('%j is refused', (texts) => {
    expect(() => axesOf(texts)).toThrow(/^--grid: /);
  });
});
