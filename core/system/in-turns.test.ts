import { expect, test } from 'vitest';
import { inTurns } from './in-turns.ts';

test('F5: a failure is thrown once nothing is under way any more, and nothing is begun after it', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = inTurns([0, 1, 2, 3], 2, async (item) => {
    begun.push(item);
    if (item === 0) throw new Error('first');
    await new Promise((resolve) => setTimeout(resolve, 20));
    ended.push(item);
  });
  await expect(work).rejects.toThrow('first');
  expect([begun, ended]).toEqual([[0, 1], [1]]);
});
