import { describe, expect, it } from 'vitest';
import type { Job, Order } from '../../../contract/orders.ts';
import { inTurn, jobsAhead, stepTarget, timesLeft } from './turns.ts';

function order(id: string, jobs: readonly Partial<Job>[], model = 'a'): Order {
  return {
    id,
    request: { model },
    jobs: jobs.map((job) => ({
      status: 'queued',
      progress: 0,
      pauseReason: null,
      position: null,
      ...job,
    })),
  } as unknown as Order;
}

const one = order('1', [{ status: 'running', progress: 0.5 }, { position: 3 }]);
const two = order('2', [{ position: 7 }]);
const three = order('3', [{ position: 5 }]);
const failed = order('4', [{ status: 'failed' }]);
const unsent = order('5', [{ status: 'pending' }]);
const all = [unsent, failed, three, two, one];

describe('Q8: the creator’s own order', () => {
  it('shows what runs, what waits in turn, what is not sent yet, and what ended badly', () => {
    expect(inTurn(all).map(({ id }) => id)).toEqual(['1', '3', '2', '5', '4']);
  });

  it('steps one place up or down and stops at the ends', () => {
    expect(stepTarget(all, '2', -1)).toEqual({ before: '3' });
    expect(stepTarget(all, '3', 1)).toEqual({ before: '5' });
    expect(stepTarget(all, '2', 1)).toEqual({ before: null });
    expect(stepTarget(all, '1', -1)).toBeUndefined();
    expect(stepTarget(all, '5', 1)).toBeUndefined();
    expect(stepTarget(all, '4', -1)).toBeUndefined();
  });

  it('tells the time until each is done, and none behind a model without a run', () => {
    expect([...timesLeft(all, { a: 10 })]).toEqual([
      ['1', 15],
      ['3', 25],
      ['2', 35],
      ['5', 45],
    ]);
    const strange = order('6', [{ position: 4 }], 'b');
    expect([...timesLeft([...all, strange], { a: 10 }).keys()]).toEqual(['1']);
    const paused = order('2', [{ position: 4, pauseReason: 'user' }]);
    expect([...timesLeft([one, paused, three], { a: 10 }).keys()]).toEqual(['1', '3']);
  });

  it('counts the jobs ahead', () => {
    expect(jobsAhead(all, two)).toBe(2);
    expect(jobsAhead(all, unsent)).toBe(0);
  });
});
