import { expect, onTestFinished, test } from 'vitest';
import { AtelierError } from '../../contract/errors.ts';
import { systemClock } from './clock.ts';
import { createLog } from './log.ts';
import { createTasks } from './tasks.ts';

function registry() {
  const logged: string[] = [];
  const tasks = createTasks({
    clock: systemClock,
    log: createLog({ write: (line) => void logged.push(line) }),
    changed: () => undefined,
  });
  onTestFinished(() => tasks.stop());
  return { tasks, logged };
}

const forever = (signal: AbortSignal) =>
  new Promise<void>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

test('a task tells how far it is and how it ended', async () => {
  const { tasks } = registry();
  const { id } = tasks.start('verify', async (task) => {
    task.progress({ total: 2 });
    task.progress({ done: 1, bytes: 10 });
  });
  expect(tasks.find(id).state).toBe('running');
  expect(await tasks.ended(id)).toMatchObject({ state: 'done', done: 1, total: 2, bytes: 10 });
});

test('one at a time; exports beside it', async () => {
  const { tasks } = registry();
  const first = tasks.start('backup', ({ signal }) => forever(signal));
  expect(() => tasks.start('verify', async () => undefined)).toThrow(
    expect.objectContaining({ code: 'conflict', details: { task: 'backup' } }),
  );
  const beside = tasks.start('export', async () => undefined);
  expect((await tasks.ended(beside.id)).state).toBe('done');
  tasks.cancel(first.id);
  expect((await tasks.ended(first.id)).state).toBe('cancelled');
  expect(tasks.list().map(({ kind }) => kind)).toEqual(['export', 'backup']);
  expect(() => tasks.cancel('none')).toThrow(expect.objectContaining({ code: 'not_found' }));
});

test('F5: what fails is a typed error, and what nobody foresaw is logged', async () => {
  const { tasks, logged } = registry();
  const full = tasks.start('backup', () =>
    Promise.reject(Object.assign(new Error('no'), { code: 'ENOSPC' })),
  );
  expect((await tasks.ended(full.id)).error).toMatchObject({ code: 'disk_full' });
  const ours = tasks.start('backup', () => Promise.reject(new AtelierError('not_found', 'x')));
  expect((await tasks.ended(ours.id)).error).toMatchObject({ code: 'not_found' });
  expect(logged).toEqual([]);
  const odd = tasks.start('backup', () => Promise.reject(new Error('odd')));
  expect(await tasks.ended(odd.id)).toMatchObject({ state: 'failed', error: { code: 'internal' } });
  expect(logged.join('')).toContain('odd');
});

test('closing stops what runs and waits for it; only the newest ended ones are remembered', async () => {
  const { tasks } = registry();
  for (let round = 0; round < 30; round += 1) {
    await tasks.ended(tasks.start('verify', async () => undefined).id);
  }
  expect(tasks.list()).toHaveLength(20);
  const last = tasks.start('verify', ({ signal }) => forever(signal));
  await tasks.stop();
  expect(tasks.find(last.id).state).toBe('cancelled');
});
