import { expect, test } from 'vitest';
import { AtelierError, ERROR_CODES, HTTP_STATUS, isRetryable, toErrorBody } from './errors.ts';

test('an error of ours crosses with code, message and details; any other says nothing of itself', () => {
  const ours = new AtelierError('insufficient_credits', 'Too little.', { balance: 3 });
  expect(toErrorBody(ours)).toEqual({
    code: 'insufficient_credits',
    message: 'Too little.',
    details: { balance: 3 },
  });
  const foreign = toErrorBody(new Error('password=hunter2 at /home/me'));
  expect(foreign.code).toBe('internal');
  expect(JSON.stringify(foreign)).not.toMatch(/hunter2|home/);
});

test('every code has a status that a client reads as a failure', () => {
  for (const code of ERROR_CODES) expect(HTTP_STATUS[code], code).toBeGreaterThanOrEqual(400);
});

test('Q5: what a creator must change is never retried by itself', () => {
  for (const code of [
    'content_refused',
    'provider_key_invalid',
    'invalid_input',
    'insufficient_credits',
    'cancelled',
  ] as const) {
    expect(isRetryable(code), code).toBe(false);
  }
  for (const code of ['timeout', 'provider_rate_limited', 'provider_unavailable'] as const) {
    expect(isRetryable(code), code).toBe(true);
  }
});
