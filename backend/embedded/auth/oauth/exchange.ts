import { z } from 'zod';
import { AuthError } from '../auth-error.ts';
import type { Profile, Provider } from './providers.ts';

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

const TokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().nullish(),
});

export interface ProviderTokens {
  accessToken: string;
  refreshToken: string | null;
}

/** Trades the code that came back (RFC 6749, section 4.1.3), server to server. */
export async function exchangeForTokens(
  provider: Provider,
  code: string,
  redirectUri: string,
): Promise<ProviderTokens> {
  const { client_id, secret: client_secret } = provider.config;
  const form = { grant_type: 'authorization_code', redirect_uri: redirectUri };
  const body = new URLSearchParams({ ...form, code, client_id, client_secret });
  const answer = await ask(provider.tokenUrl, { method: 'POST', body });
  const parsed = TokenAnswer.safeParse(answer);
  if (!parsed.success) throw unreachable('Unable to exchange external code');
  return {
    accessToken: parsed.data.access_token,
    refreshToken: parsed.data.refresh_token ?? null,
  };
}

export async function fetchProfile(
  provider: Provider,
  { accessToken }: ProviderTokens,
): Promise<Profile> {
  const headers = { authorization: `Bearer ${accessToken}` };
  const profile = await ask(provider.profileUrl, { headers });
  const emails = provider.emailsUrl === null ? null : await ask(provider.emailsUrl, { headers });
  try {
    return provider.readProfile(profile, emails);
  } catch {
    throw unreachable('Error getting user profile from external provider');
  }
}

async function ask(
  url: string,
  init: { method?: string; body?: URLSearchParams; headers?: Record<string, string> },
): Promise<unknown> {
  try {
    const answer = await fetch(url, {
      ...init,
      headers: { accept: 'application/json', 'user-agent': 'atelier', ...init.headers },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    });
    const text = await answer.text();
    if (!answer.ok || text.length > MAX_ANSWER_BYTES) throw new Error(`status ${answer.status}`);
    return JSON.parse(text);
  } catch {
    // What a provider says in its errors may hold secrets: none of it goes to the browser.
    throw unreachable('The external provider did not answer as expected');
  }
}

function unreachable(message: string): AuthError {
  return new AuthError(500, 'unexpected_failure', message);
}
