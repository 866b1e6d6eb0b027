import { describe, expect, it } from 'vitest';
import { type Act, EMPTY_HISTORY, flip, forget, HISTORY_LIMIT, record } from './history.ts';

const act = (label: string): Act => ({ label, undo: async () => {}, redo: async () => {} });
const labels = (acts: readonly Act[]) => acts.map(({ label }) => label);

describe('history', () => {
  it('takes the newest back first and does it again', () => {
    const [a, b] = [act('a'), act('b')];
    const both = record(record(EMPTY_HISTORY, a), b);
    const undone = flip(both, b);
    expect(labels(undone.done)).toEqual(['a']);
    expect(labels(undone.undone)).toEqual(['b']);
    expect(flip(undone, b)).toEqual(both);
  });

  it('takes an older act back by its toast and leaves the newer ones', () => {
    const [a, b] = [act('a'), act('b')];
    const history = flip(record(record(EMPTY_HISTORY, a), b), a);
    expect(labels(history.done)).toEqual(['b']);
    expect(labels(history.undone)).toEqual(['a']);
  });

  it('forgets what was undone once something new is done', () => {
    const a = act('a');
    const history = record(flip(record(EMPTY_HISTORY, a), a), act('b'));
    expect(labels(history.done)).toEqual(['b']);
    expect(history.undone).toEqual([]);
  });

  it('keeps at least a hundred acts and not without end', () => {
    let history = EMPTY_HISTORY;
    for (let at = 0; at < HISTORY_LIMIT + 5; at += 1) history = record(history, act(`${at}`));
    expect(HISTORY_LIMIT).toBeGreaterThanOrEqual(100);
    expect(history.done).toHaveLength(HISTORY_LIMIT);
    expect(history.done.at(-1)?.label).toBe(`${HISTORY_LIMIT + 4}`);
  });

  it('drops an act that can no longer run, and knows nothing of strangers', () => {
    const a = act('a');
    const history = record(EMPTY_HISTORY, a);
    expect(forget(history, a).done).toEqual([]);
    expect(flip(history, act('x'))).toBe(history);
  });
});
