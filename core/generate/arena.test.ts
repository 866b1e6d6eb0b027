import { expect, test } from 'vitest';
import { replaceModels } from '../library/models.ts';
import { DRAFT, testLibrary } from '../library/test-library.ts';
import { standings, undoVote, vote, wilson } from './arena.ts';

const high = { model: DRAFT.id, quality: 'draft' } as const;
const standard = { model: DRAFT.id, quality: 'standard' } as const;

test('votes make win rates with their intervals; a ballot is taken back whole, whatever came after it', () => {
  const { db, context } = testLibrary();
  replaceModels(db, [DRAFT]);
  expect(standings(db)).toEqual([]);
  const cast = (...winners: ('left' | 'right' | 'tie')[]) =>
    vote(context, {
      prompt: 'a fox',
      duels: winners.map((winner) => ({ left: high, right: standard, winner })),
    });
  cast('left', 'left');
  const mistaken = cast('right', 'right');
  cast('tie');
  expect(standings(db)).toMatchObject([
    { wins: 2, losses: 2, ties: 1 },
    { wins: 2, losses: 2, ties: 1 },
  ]);
  undoVote(context, mistaken.id);
  const [first, second] = standings(db);
  expect(first).toMatchObject({ ...high, wins: 2, losses: 0, ties: 1, rate: 2.5 / 3, credits: 0 });
  expect(second).toMatchObject({ ...standard, wins: 0, losses: 2, ties: 1, credits: 2 });
  undoVote(context, mistaken.id);
  expect(standings(db)).toEqual([first, second]);
});

test.each([
  [0, 0, 0, 1],
  [8, 10, 0.490_16, 0.943_32],
  [0, 10, 0, 0.277_53],
  [10, 10, 0.722_47, 1],
  [50, 100, 0.403_83, 0.596_17],
])('the Wilson interval of %d in %d', (successes, total, low, high) => {
  const interval = wilson(successes, total);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});
