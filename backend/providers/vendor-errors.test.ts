import { describe, expect, it } from 'vitest';
import { AtelierError } from '../../contract/errors.ts';
import { fromStatus, isOver, retryAfter } from './vendor-errors.ts';

const headers = (entries: Record<string, string> = {}): Headers => new Headers(entries);

describe('what a vendor’s status means', () => {
  it.each([
    [400, 'provider_rejected'],
    [401, 'provider_key_invalid'],
    [402, 'provider_rejected'],
    [403, 'provider_key_invalid'],
    [404, 'model_unavailable'],
    [408, 'provider_unavailable'],
    [422, 'provider_rejected'],
    [429, 'provider_rate_limited'],
    [500, 'provider_unavailable'],
    [529, 'provider_unavailable'],
  ] as const)('%i is %s', (status, code) => {
    expect(fromStatus({ vendor: 'V', status, headers: headers() }).code).toBe(code);
  });

  it('keeps a vendor’s words short', () => {
    const error = fromStatus({
      vendor: 'V',
      status: 400,
      headers: headers(),
      message: 'x'.repeat(9_000),
    });
    expect(error.message.length).toBeLessThan(600);
  });
});

describe('Q5: Retry-After', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');
  it.each([
    [{ 'retry-after': '30' }, 30],
    [{ 'retry-after': '1.5' }, 1.5],
    [{ 'retry-after': '-4' }, 0],
    [{ 'retry-after': 'Sat, 21 Nov 2026 10:01:00 GMT' }, 60],
    [{ 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 0.25],
    [{}, undefined],
  ])('%j is %s s', (entries, seconds) => {
    expect(retryAfter(headers(entries), now)).toBe(seconds);
  });
});

it('ends the vendor’s work only where nobody will resume it', () => {
  const aborted = (reason: unknown): AbortSignal => AbortSignal.abort(reason);
  expect(isOver(aborted(new AtelierError('cancelled', '')))).toBe(true);
  expect(isOver(aborted(new AtelierError('timeout', '', { final: true })))).toBe(true);
  expect(isOver(aborted(new AtelierError('timeout', '', { final: false })))).toBe(false);
  expect(isOver(aborted(new AtelierError('lease_lost', '')))).toBe(false);
  expect(isOver(aborted(new Error('stopped')))).toBe(false);
  expect(isOver(new AbortController().signal)).toBe(false);
});
