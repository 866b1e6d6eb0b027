import { describe, expect, test } from 'vitest';
import { AtelierError } from '../../contract/errors.ts';
import { backoff, later } from './backoff.ts';
import {
  authFailure,
  functionFailure,
  isOfTheWay,
  restFailure,
  storageFailure,
} from './failure.ts';

const rest = (status: number, details?: string) =>
  restFailure(status, { message: 'm', ...(details === undefined ? {} : { details }) });

describe('what the services say', () => {
  test.each([
    [0, 'offline', true],
    [200, 'backend_unavailable', true],
    [401, 'unauthenticated', true],
    [403, 'backend_unavailable', true],
    [404, 'backend_unavailable', true],
    [429, 'rate_limited', true],
    [502, 'backend_unavailable', true],
    [503, 'backend_unavailable', true],
    [400, 'invalid_input', false],
    [413, 'file_too_large', false],
    [500, 'internal', false],
  ])('S9: status %i without a word is %s; of the way: %s', (status, code, ofTheWay) => {
    expect(rest(status).code).toBe(code);
    expect(isOfTheWay(rest(status))).toBe(ofTheWay);
  });

  test('a typed refusal of the database is taken at its word', () => {
    const details = JSON.stringify({ code: 'quota_exceeded', details: { limit: 3 } });
    expect(rest(402, details)).toMatchObject({ code: 'quota_exceeded', details: { limit: 3 } });
    expect(rest(502, 'no JSON').code).toBe('backend_unavailable');
  });

  test('S9: a function is believed when it speaks itself, not when a gateway speaks for it', async () => {
    const typed = Response.json({ error: 'm', code: 'not_found' }, { status: 404 });
    expect(await functionFailure(typed)).toMatchObject({
      failure: { code: 'not_found' },
      spoken: true,
    });
    for (const status of [400, 404, 413, 502]) {
      expect(await functionFailure(new Response('<html>', { status }))).toMatchObject({
        failure: { code: 'backend_unavailable' },
        spoken: false,
      });
    }
    expect(await functionFailure(new Response('', { status: 500 }))).toMatchObject({
      failure: { code: 'internal' },
    });
  });

  test('Storage says its status inside, and an expired token in a sentence', () => {
    expect(storageFailure({ status: 400, statusCode: '404', message: 'm' }).code).toBe('not_found');
    expect(storageFailure({ status: 400, statusCode: '403', message: 'm' }).code).toBe('forbidden');
    expect(storageFailure({ status: 400, statusCode: '400', message: 'jwt expired' }).code).toBe(
      'unauthenticated',
    );
    expect(storageFailure(new TypeError('fetch failed')).code).toBe('offline');
  });

  test('Auth: only its own refusal signs anybody out', () => {
    expect(authFailure({ status: undefined, message: 'm' }).code).toBe('offline');
    expect(authFailure({ status: 0, message: 'm' }).code).toBe('offline');
    expect(authFailure({ status: 503, message: 'm' }).code).toBe('backend_unavailable');
    expect(authFailure({ status: 429, message: 'm' }).code).toBe('rate_limited');
    expect(authFailure({ status: 400, message: 'm' }).code).toBe('unauthenticated');
  });
});

describe('backoff', () => {
  test('doubles from half a second to half a minute, and takes up to half of it off', () => {
    const most = [1, 2, 3, 7, 50].map((failures) => backoff(failures, () => 1));
    expect(most).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
    expect([1, 2, 50].map((failures) => backoff(failures, () => 0))).toEqual([250, 500, 15_000]);
    expect(backoff(0, () => 1)).toBe(500);
  });

  test('a row that failed waits by the clock it is given', () => {
    const clock = { now: () => new Date('2026-11-21T08:00:00Z') };
    const { nextAt, error } = later(clock, 1, new AtelierError('internal', 'm'), true);
    expect(Date.parse(nextAt) - clock.now().getTime()).toBeGreaterThanOrEqual(250);
    expect(Date.parse(nextAt) - clock.now().getTime()).toBeLessThanOrEqual(500);
    expect(error.code).toBe('internal');
  });
});
