import { describe, expect, it } from 'vitest';
import { MEDIA_LIMITS } from '../../../../contract/media.ts';
import {
  addedWorks,
  become,
  EMPTY_QUEUE,
  enqueue,
  IMPORTS_AT_ONCE,
  remove,
  startable,
  summarise,
} from './queue.ts';

const file = (size: number, name = 'a.png') => ({ name, size }) as File;
const many = (count: number) => Array.from({ length: count }, () => file(100));

describe('imports', () => {
  it('sends a few at once and the next when one ends', () => {
    let queue = enqueue(EMPTY_QUEUE, many(5), null);
    for (const item of startable(queue)) queue = become(queue, item.key, { kind: 'sending' });
    expect(queue.items.filter(({ state }) => state.kind === 'sending')).toHaveLength(
      IMPORTS_AT_ONCE,
    );
    expect(startable(queue)).toEqual([]);
    queue = become(queue, 1, { kind: 'done' });
    expect(startable(queue).map(({ key }) => key)).toEqual([4]);
  });

  it('refuses an empty and a huge file without sending them', () => {
    const queue = enqueue(EMPTY_QUEUE, [file(0), file(MEDIA_LIMITS.bytes + 1), file(5)], null);
    expect(
      queue.items.map(({ state }) => (state.kind === 'refused' ? state.error.code : 'ok')),
    ).toEqual(['file_empty', 'file_too_large', 'ok']);
    expect(startable(queue).map(({ key }) => key)).toEqual([3]);
  });

  it('gives every file a key of its own, after removals too', () => {
    const queue = enqueue(remove(enqueue(EMPTY_QUEUE, many(2), null), 2), many(1), 'c1');
    expect(queue.items.map(({ key }) => key)).toEqual([1, 3]);
    expect(queue.items[1]?.collectionId).toBe('c1');
  });

  it('takes back only what it added, not what was here before', () => {
    let queue = enqueue(EMPTY_QUEUE, many(3), null);
    const done = (workId: string, isKnown: boolean) =>
      ({ kind: 'done', outcome: { workId, isKnown, alike: 0 } }) as const;
    queue = become(queue, 1, done('new', false));
    queue = become(queue, 2, done('known', true));
    expect(addedWorks(queue)).toEqual(['new']);
  });

  it('counts by bytes', () => {
    let queue = enqueue(EMPTY_QUEUE, [file(300), file(100)], null);
    queue = become(queue, 1, { kind: 'done' });
    expect(summarise(queue)).toEqual({
      total: 2,
      done: 1,
      refused: 0,
      active: true,
      progress: 0.75,
    });
    queue = become(queue, 2, { kind: 'refused', error: { code: 'file_unreadable', message: '' } });
    expect(summarise(queue)).toEqual({ total: 2, done: 1, refused: 1, active: false, progress: 1 });
  });
});
