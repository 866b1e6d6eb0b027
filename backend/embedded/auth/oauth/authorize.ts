import type { Caller } from '../../gateway/service.ts';
import type { AuthDeps } from '../auth-deps.ts';
import { requireManualLinking } from '../identities.ts';
import { startFlow } from '../pkce.ts';
import { chooseRedirect, redirectTo } from '../redirect.ts';
import { requireCaller } from '../require-caller.ts';
import { type Provider, requireProvider } from './providers.ts';

/** What the provider is told by this server alone. */
const RESERVED = new Set([
  'provider',
  'scopes',
  'redirect_to',
  'redirect_uri',
  'client_id',
  'client_secret',
  'response_type',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'skip_http_redirect',
  'apikey',
]);

/** GET /authorize: sends a browser to sign in somewhere else. The flow's id is the `state` that comes back. */
export async function authorize(deps: AuthDeps, request: Request): Promise<Response> {
  return redirectTo(await beginFlow(deps, request, undefined), 302);
}

/** GET /user/identities/authorize: as above, for someone who is signed in already and adds an account. */
export async function authorizeLink(
  deps: AuthDeps,
  request: Request,
  caller: Caller,
): Promise<Response> {
  requireManualLinking(deps);
  const { user } = await deps.engine.transaction('admin', (tx) => requireCaller(tx, caller));
  const url = await beginFlow(deps, request, user.id);
  const asJson = new URL(request.url).searchParams.get('skip_http_redirect') === 'true';
  return asJson ? Response.json({ url }) : redirectTo(url, 302);
}

async function beginFlow(
  deps: AuthDeps,
  request: Request,
  linkingTargetId: string | undefined,
): Promise<string> {
  const search = new URL(request.url).searchParams;
  const provider = requireProvider(deps.config, search.get('provider') ?? '');
  const challenge = {
    code_challenge: search.get('code_challenge'),
    code_challenge_method: search.get('code_challenge_method'),
  };
  const referrer = chooseRedirect(request, deps.config);
  const now = new Date(deps.clock());
  const state = await deps.engine.transaction('admin', (tx) =>
    startFlow(tx, {
      challenge,
      provider: provider.name,
      method: 'oauth',
      referrer,
      linkingTargetId,
      now,
    }),
  );
  return providerUrl(provider, callbackUrl(deps, provider), state, search);
}

export function callbackUrl(deps: AuthDeps, { config }: Provider): string {
  return config.redirect_uri || `${deps.baseUrl()}/auth/v1/callback`;
}

function providerUrl(
  { authorizeUrl, config, scopes }: Provider,
  redirectUri: string,
  state: string,
  search: URLSearchParams,
): string {
  const url = new URL(authorizeUrl);
  const asked = (search.get('scopes') ?? '').split(/[\s,]+/).filter(Boolean);
  const values = {
    client_id: config.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: [...new Set([...scopes, ...asked])].join(' '),
    state,
  };
  for (const [name, value] of search) {
    if (!RESERVED.has(name.toLowerCase())) url.searchParams.set(name, value);
  }
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  return url.href;
}
