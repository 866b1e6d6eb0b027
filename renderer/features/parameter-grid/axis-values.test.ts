import { expect, test } from 'vitest';
import { Model, ModelCapabilities } from '../../../contract/models.ts';
import type { OfferedModel } from '../prompt/form.ts';
import { keyOf, kindOf, numbersOf, usesOf, valuesOf } from './axis-values.ts';

function offered(change: Partial<OfferedModel['capabilities']>): OfferedModel {
  const capabilities = ModelCapabilities.parse({
    sizes: { '1:1': { width: 64, height: 64 } },
    qualities: ['standard'],
    formats: ['webp'],
    seed: true,
    negativePrompt: false,
    maxCount: 4,
    maxPromptLength: 100,
    ...change,
  });
  const named = { id: 'draft/able', provider: 'draft', vendorModel: 'x', name: 'Able' };
  const rest = { description: '', prices: {}, isAi: false, enabled: true, position: 0 };
  return { ...Model.parse({ ...named, ...rest, capabilities }), keyMissing: false };
}

test('numbers are written as a list, as a range, or as a range with a step', () => {
  expect(numbersOf('5, 10,20')).toEqual(['5', '10', '20']);
  expect(numbersOf('1-4')).toEqual(['1', '2', '3', '4']);
  expect(numbersOf('10–50/20, 60')).toEqual(['10', '30', '50', '60']);
  expect(numbersOf('1-2/0.25')).toEqual(['1', '1.25', '1.5', '1.75', '2']);
  expect(numbersOf('3,5; 7')).toEqual(['3.5', '7']);
  expect(numbersOf('seven')).toEqual(['seven']);
  expect(numbersOf('9-1')).toEqual([]);
  expect(numbersOf('1-4/0')).toEqual([]);
  expect(numbersOf('1-100000')).toHaveLength(21);
});

test('a value stands once; lines are values of texts; choices come in the order in which they are offered', () => {
  const draft = { use: '', chosen: ['b', 'a', 'gone'], text: ' a fox \n\na hen\na fox' };
  expect(valuesOf(draft, { kind: 'lines' })).toEqual(['a fox', 'a hen']);
  expect(valuesOf(draft, { kind: 'choices', values: ['a', 'b', 'c'] })).toEqual(['a', 'b']);
  expect(valuesOf({ ...draft, text: '1, 1, 2' }, { kind: 'numbers', range: null })).toEqual([
    '1',
    '2',
  ]);
});

test('what a model takes are axes: strength where it begins with a picture, LoRAs and sizes where it has them', () => {
  const names = (change: Partial<OfferedModel['capabilities']>) =>
    usesOf(offered(change), '').map((use) => keyOf(use));
  const strength = { min: 0.1, max: 1, default: 0.5, step: 0.05 };
  const asked = ['strength', 'lora', 'loraScale', 'size'];
  expect(asked.filter((name) => names({}).includes(name))).toEqual([]);
  const able = {
    parameters: { strength },
    sourceModes: ['edit' as const],
    maxLoras: 2,
    customSize: { min: 64, max: 512, step: 8 },
  };
  expect(asked.filter((name) => names(able).includes(name))).toEqual(asked);
  expect(names({ ...able, sourceModes: ['inpaint'] })).not.toContain('strength');
  const kind = (parameter: 'strength' | 'loraScale') =>
    kindOf({ kind: 'parameter', parameter }, offered(able), []);
  expect(kind('strength')).toEqual({ kind: 'numbers', range: strength });
  expect(kind('loraScale')).toMatchObject({ kind: 'numbers', range: { min: -2, max: 2 } });
});
