import { expect, test } from 'vitest';
import { answerOf, isStudioPath } from './answer.ts';

test('a value is an answer', async () => {
  expect(await answerOf(async () => 5)).toEqual({ ok: true, value: 5 });
});

test.each([
  ['a typed error', { data: { code: 'not_found', message: 'gone' } }, 'not_found'],
  [
    'input that the transport refused',
    Object.assign(new Error('bad'), { code: 'BAD_REQUEST' }),
    'invalid_input',
  ],
  ['a transport that failed', new TypeError('fetch failed'), 'offline'],
  ['nothing at all', undefined, 'offline'],
])('%s is an answer too', async (_what, thrown, code) => {
  const answer = await answerOf(() => Promise.reject(thrown as Error));
  expect(answer).toMatchObject({ ok: false, error: { code } });
});

test('only domain.verb is a call', () => {
  expect(isStudioPath('library.list')).toBe(true);
  for (const path of ['__proto__.x', 'a.b.c', 'library', '', 'library.', 'Library.list', 'a.b\n']) {
    expect(isStudioPath(path), path).toBe(false);
  }
});
