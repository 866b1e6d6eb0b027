import { describe, expect, it } from 'vitest';
import { connectInput, connectProblems, EMPTY_CONNECT } from './connect-form.ts';

const GOOD = {
  url: 'https://abcdefgh.supabase.co/',
  anonKey: ` ${'k'.repeat(40)} `,
  email: ' marie@example.org ',
  password: ' with spaces ',
  create: false,
};

describe('connectProblems', () => {
  it('names every field that is missing', () => {
    expect([...connectProblems(EMPTY_CONNECT)]).toEqual(['url', 'anonKey', 'email', 'password']);
  });

  it('is content with a good form', () => {
    expect(connectProblems(GOOD).size).toBe(0);
  });

  it.each(['abcdefgh.supabase.co', 'ftp://x.y', 'javascript:alert(1)'])('refuses %s', (url) => {
    expect([...connectProblems({ ...GOOD, url })]).toEqual(['url']);
  });
});

describe('connectInput', () => {
  it('trims what was pasted, but never the password', () => {
    expect(connectInput(GOOD)).toEqual({
      url: 'https://abcdefgh.supabase.co',
      anonKey: 'k'.repeat(40),
      email: 'marie@example.org',
      password: ' with spaces ',
      create: false,
    });
  });
});
