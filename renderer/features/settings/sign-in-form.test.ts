import { describe, expect, it } from 'vitest';
import {
  codeInput,
  EMPTY_SIGN_IN,
  passwordInput,
  type SignInDraft,
  signInProblems,
} from './sign-in-form.ts';

const draft: SignInDraft = {
  url: ' https://abc.supabase.co/ ',
  anonKey: ` ${'k'.repeat(40)}\n`,
  email: ' ana@example.com ',
  password: ' with spaces ',
  create: true,
  code: ' 123456 ',
};

describe('a sign-in', () => {
  it('names what is missing, of what is asked for', () => {
    const all = ['url', 'anonKey', 'email', 'password', 'code'] as const;
    expect([...signInProblems(EMPTY_SIGN_IN, all)]).toEqual(all);
    expect(signInProblems(EMPTY_SIGN_IN, ['email'])).toEqual(new Set(['email']));
    expect(signInProblems(draft, all)).toEqual(new Set());
  });

  it.each(['ftp://x.y', 'abc.supabase.co', 'https://', 'javascript:alert(1)'])(
    'does not take %s',
    (url) => {
      expect(signInProblems({ ...draft, url }, ['url'])).toEqual(new Set(['url']));
    },
  );

  it('sends what was meant, and the password as it was typed', () => {
    const project = { url: 'https://abc.supabase.co', anonKey: 'k'.repeat(40) };
    expect(passwordInput(draft)).toEqual({
      ...project,
      email: 'ana@example.com',
      password: ' with spaces ',
      create: true,
    });
    expect(codeInput(draft)).toEqual({ ...project, email: 'ana@example.com', code: '123456' });
  });
});
