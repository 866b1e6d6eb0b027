import { expect, it } from 'vitest';
import { hashPassword, passwordMatches } from './password.ts';

/** Of the reference implementation (https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c) and of jBCrypt. */
const PUBLISHED = [
  [
    'password',
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  ],
  [
    'password',
    '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA',
  ],
  ['abc', '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'],
] as const;

it('verifies published hashes of argon2id, argon2i and bcrypt, and no other password', async () => {
  for (const [password, hash] of PUBLISHED) {
    expect(await passwordMatches(password, hash)).toBe(true);
    expect(await passwordMatches(`${password} `, hash)).toBe(false);
  }
});

it('hashes as Supabase Auth reads it, each time with another salt', async () => {
  const [one, two] = [await hashPassword('pässword'), await hashPassword('pässword')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=12288,t=3,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(two);
  expect(await passwordMatches('pässword', one)).toBe(true);
  expect(await passwordMatches('passwort', one)).toBe(false);
});

it('nothing matches no hash, one that is none, and one that asks for too much', async () => {
  const greedy =
    '$argon2id$v=19$m=1048576,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  for (const stored of [null, '', 'plain', greedy]) {
    expect(await passwordMatches('password', stored)).toBe(false);
  }
});

it('an unknown user costs the time of a known one', async () => {
  const hash = await hashPassword('known');
  const best = { known: Infinity, unknown: Infinity };
  for (let turn = 0; turn < 8; turn += 1) {
    for (const [who, stored] of [
      ['known', hash],
      ['unknown', null],
    ] as const) {
      const since = performance.now();
      await passwordMatches('guess', stored);
      best[who] = Math.min(best[who], performance.now() - since);
    }
  }
  // The same work; a shortcut would take a hundredth of it.
  expect(best.unknown).toBeGreaterThan(best.known / 3);
});
