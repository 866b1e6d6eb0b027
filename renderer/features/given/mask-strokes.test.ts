import { expect, test } from 'vitest';
import { type MaskStep, NO_STEPS, paints, stepBack, stepForth, withStep } from './mask-strokes.ts';

const stroke = (erases = false): MaskStep => ({
  kind: 'stroke',
  erases,
  radius: 10,
  points: [5, 5, 9, 9],
});

test('steps are taken back and done again; a new one ends what was taken back', () => {
  const two = withStep(withStep(NO_STEPS, stroke()), { kind: 'invert' });
  const back = stepBack(two);
  expect(back.done).toHaveLength(1);
  expect(stepForth(back)).toEqual(two);
  expect(withStep(back, { kind: 'clear' }).undone).toEqual([]);
  expect(stepBack(NO_STEPS)).toEqual(NO_STEPS);
  expect(stepForth(NO_STEPS)).toEqual(NO_STEPS);
});

test.each([
  ['nothing', [], false],
  ['a stroke', [stroke()], true],
  ['only an eraser', [stroke(true)], false],
  ['a stroke that was cleared', [stroke(), { kind: 'clear' }], false],
  ['everything', [{ kind: 'clear' }, { kind: 'invert' }], true],
] as const)('%s painted', (_, steps, expected) => {
  expect(paints({ done: [...steps], undone: [] }, false)).toBe(expected);
});

test('a mask of before counts until it is cleared', () => {
  expect(paints(NO_STEPS, true)).toBe(true);
  expect(paints(withStep(NO_STEPS, { kind: 'clear' }), true)).toBe(false);
});
