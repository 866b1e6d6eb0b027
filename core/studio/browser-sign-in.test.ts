import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { testFolder } from '../library/test-library.ts';
import { openTestStudio } from '../test-studio.ts';

const PROJECT = { url: 'https://project.supabase.test', anonKey: 'publishable-key-of-the-project' };
const USER = { id: '00000000-0000-7000-8000-000000000001', email: 'ana@example.com' };

/** A studio whose project trades one code for a session, to who shows what the challenge was made of. */
async function openStudio() {
  const state = { challenge: '' };
  const network: typeof fetch = async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    if (pathname !== '/auth/v1/token') throw new TypeError('nothing else answers');
    const body = JSON.parse(init?.body as string) as { auth_code: string; code_verifier: string };
    const shown = createHash('sha256').update(body.code_verifier).digest('base64url');
    if (body.auth_code !== 'the-code' || shown !== state.challenge) {
      return Response.json({ msg: 'no such flow' }, { status: 400 });
    }
    const session = { access_token: 'a', refresh_token: 'r', token_type: 'bearer' };
    return Response.json({ ...session, expires_in: 3600, user: USER });
  };
  const { studio, calls } = await openTestStudio(testFolder(), { fetch: network });
  onTestFinished(() => studio.close());
  async function begin() {
    const { flow, url } = await calls.account.beginOAuth({ ...PROJECT, provider: 'github' });
    const asked = new URL(url);
    state.challenge = asked.searchParams.get('code_challenge') ?? '';
    return { flow, asked, back: asked.searchParams.get('redirect_to') ?? '' };
  }
  return { calls, begin };
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: { data?: unknown }) => error.data,
  );

test('a sign-in in the system’s browser comes back to this machine and opens the account', async () => {
  const { calls, begin } = await openStudio();
  const { flow, asked, back } = await begin();
  expect(asked.origin).toBe(PROJECT.url);
  expect(asked.pathname).toBe('/auth/v1/authorize');
  expect(asked.searchParams.get('provider')).toBe('github');
  expect(asked.searchParams.get('code_challenge_method')).toBe('s256');
  expect(new URL(back).hostname).toBe('127.0.0.1');

  // Whoever does not know the path ends nothing.
  expect((await fetch(new URL('/signed-in/guess?code=the-code', back))).status).toBe(404);
  const page = await fetch(`${back}?code=the-code`, { headers: { 'accept-language': 'fr' } });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Connexion établie');
  expect(await calls.account.finishOAuth({ flow })).toMatchObject({ email: USER.email });
  expect(await calls.account.get()).toMatchObject({ email: USER.email });
  await expect(fetch(back)).rejects.toThrow();
});

test('a sign-in that was refused there, cancelled here or begun again changes nothing', async () => {
  const { calls, begin } = await openStudio();
  const first = await begin();
  const refused = await fetch(`${first.back}?error=access_denied&error_description=No`);
  expect(refused.status).toBe(200);
  const { flow } = first;
  expect(await refusal(calls.account.finishOAuth({ flow }))).toMatchObject({ code: 'cancelled' });

  const second = await begin();
  const waiting = refusal(calls.account.finishOAuth({ flow: second.flow }));
  await calls.account.cancelOAuth({ flow: second.flow });
  expect(await waiting).toMatchObject({ code: 'cancelled' });

  const third = await begin();
  const left = refusal(calls.account.finishOAuth({ flow: third.flow }));
  const fourth = await begin();
  expect(await left).toMatchObject({ code: 'cancelled' });
  await fetch(`${fourth.back}?code=another`);
  expect(await refusal(calls.account.finishOAuth({ flow: fourth.flow }))).toMatchObject({
    code: 'unauthenticated',
  });
  expect(await calls.account.get()).toMatchObject({ id: 'solo' });
});
