import { describe, expect, it } from 'vitest';
import { MEDIA_LIMITS } from '../../../../contract/media.ts';
import { reportOf } from './report.ts';
import {
  addedWorks,
  become,
  EMPTY_QUEUE,
  enqueue,
  IMPORTS_AT_ONCE,
  startable,
  retryable,
  summarise,
  withoutWaiting,
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
    const begun = become(enqueue(EMPTY_QUEUE, many(2), null), 1, { kind: 'sending' });
    const queue = enqueue(withoutWaiting(begun), many(1), 'c1');
    expect(queue.items.map(({ key }) => key)).toEqual([1, 3]);
    expect(queue.items[1]?.collectionId).toBe('c1');
  });

  it('takes back only what it added, not what was here before', () => {
    let queue = enqueue(EMPTY_QUEUE, many(3), null);
    const done = (workId: string, isKnown: boolean) =>
      ({ kind: 'done', outcome: { workId, isKnown, likeIds: [] } }) as const;
    queue = become(queue, 1, done('new', false));
    queue = become(queue, 2, done('known', true));
    expect(addedWorks(queue)).toEqual(['new']);
  });

  it('tells what became of each file, and which may be sent again', () => {
    const [one, two, three] = ['one', 'two', 'three'].map((name) => file(9, `${name}.png`));
    let queue = enqueue({ ...EMPTY_QUEUE, id: 'list' }, [one!, two!, three!], 'c1');
    expect(reportOf(EMPTY_QUEUE)).toBeUndefined();
    expect(reportOf(queue)).toMatchObject({ path: 'one.png', total: 3, ended: false });
    const outcome = { workId: 'w1', isKnown: false, likeIds: ['w0'] };
    queue = become(queue, 1, { kind: 'done', outcome });
    queue = become(queue, 2, { kind: 'done', outcome: { ...outcome, isKnown: true, likeIds: [] } });
    const error = { code: 'disk_full', message: '' } as const;
    queue = become(queue, 3, { kind: 'refused', error });
    expect(reportOf(queue)).toEqual({
      id: 'list',
      path: 'one.png',
      collectionId: 'c1',
      total: 3,
      addedIds: ['w1'],
      known: 1,
      similar: [{ id: 'w1', likeIds: ['w0'] }],
      refused: 1,
      refusals: [{ path: 'three.png', error }],
      ended: true,
    });
    expect(retryable(queue).map(({ key }) => key)).toEqual([3]);
    queue = enqueue(queue, many(1), null);
    expect(reportOf(queue)).toMatchObject({ collectionId: null, ended: false });
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
