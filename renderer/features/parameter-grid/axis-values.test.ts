import { expect, test } from 'vitest';
import { numbersOf, valuesOf } from './axis-values.ts';

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
