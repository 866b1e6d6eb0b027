import { expect, test } from 'vitest';
import { createBreaker } from './breaker.ts';

function stage() {
  let time = 0;
  const breaker = createBreaker({
    threshold: 3,
    pauseMs: 1_000,
    longestMs: 3_000,
    now: () => time,
  });
  return {
    ...breaker,
    wait(ms: number) {
      time += ms;
    },
  };
}

test('a vendor that fails three times in a row is left alone for a while, and no other', () => {
  const breaker = stage();
  breaker.failed('openai', 'provider_unavailable');
  breaker.failed('openai', 'timeout');
  expect(breaker.allows('openai')).toBe(true);
  breaker.failed('openai', 'provider_answer_invalid');
  expect(breaker.allows('openai')).toBe(false);
  expect(breaker.allows('google')).toBe(true);
  breaker.wait(1_000);
  expect(breaker.allows('openai')).toBe(true);
});

test('after the pause one failure is enough, for twice as long, up to the longest', () => {
  const breaker = stage();
  for (let nr = 0; nr < 3; nr += 1) breaker.failed('openai', 'provider_unavailable');
  for (const pause of [1_000, 2_000, 3_000, 3_000]) {
    breaker.wait(pause - 1);
    expect(breaker.allows('openai')).toBe(false);
    breaker.wait(1);
    expect(breaker.allows('openai')).toBe(true);
    breaker.failed('openai', 'provider_unavailable');
  }
});

test('a success forgets all; what is no trouble of the vendor’s counts for nothing', () => {
  const breaker = stage();
  for (let nr = 0; nr < 9; nr += 1) {
    breaker.failed('openai', nr % 3 === 0 ? 'content_refused' : 'provider_unavailable');
    if (nr % 3 === 2) breaker.succeeded('openai');
  }
  expect(breaker.allows('openai')).toBe(true);
});

test('Q5: a vendor that asks for a pause gets it for all its jobs', () => {
  const breaker = stage();
  breaker.failed('google', 'provider_rate_limited', 2);
  expect(breaker.allows('google')).toBe(false);
  breaker.wait(2_000);
  expect(breaker.allows('google')).toBe(true);
});
