import { DEFAULT_CONFIG, type AuthConfig } from '../config/project-config.ts';
import type { Caller, Service, ServiceDeps } from '../gateway/service.ts';
import { administer } from './admin.ts';
import { AuthError } from './auth-error.ts';
import type { AuthDeps } from './auth-deps.ts';
import { invite } from './generate-link.ts';
import { unlinkIdentity } from './identities.ts';
import { challengeFactor, enrollFactor, unenrollFactor, verifyFactor } from './mfa.ts';
import { authorize, authorizeLink } from './oauth/authorize.ts';
import { finishFlow } from './oauth/callback.ts';
import { getOwnUser, logOut, putOwnUser } from './own-user.ts';
import { createLimits } from './rate-limits.ts';
import { reauthenticate, recover, requestOtp, resend } from './request-message.ts';
import { describeSettings } from './settings.ts';
import { token } from './sign-in.ts';
import { signUp } from './sign-up.ts';
import { createThrottle } from './throttle.ts';
import { verifyCode, verifyLink } from './verify.ts';

type Handler = (request: Request, caller: Caller, id: string) => Promise<Response> | Response;

/** Doors of Supabase Auth that need other companies: each says so in its own words. */
const DISABLED: Readonly<Record<string, readonly [number, string, string]>> = {
  sso: [422, 'saml_provider_disabled', 'SAML 2.0 is disabled'],
  saml: [422, 'saml_provider_disabled', 'SAML 2.0 is disabled'],
  passkeys: [404, 'passkey_disabled', 'Passkeys are disabled'],
  oauth: [404, 'feature_disabled', 'OAuth server is disabled'],
};

/** Whoever holds a key may keep it as long as this. */
const JWKS_MAX_AGE_S = 600;

/** The protocol of Supabase Auth (https://supabase.com/docs/reference/self-hosting-auth). */
export function createAuth(serviceDeps: ServiceDeps & { config?: AuthConfig }): Service {
  const config = serviceDeps.config ?? DEFAULT_CONFIG.auth;
  const limits = createLimits(config.rate_limit, serviceDeps.clock);
  const deps: AuthDeps = { ...serviceDeps, config, limits };
  const routes = createRoutes(deps);

  async function answer(request: Request, caller: Caller): Promise<Response> {
    const path = new URL(request.url).pathname.slice(1);
    const [first = '', ...more] = path.split('/');
    if (first === 'admin') return administer(deps, request, caller, more);
    // One place of an address may hold an id; no name of a door looks like one.
    const id = more.find((part) => /^[0-9a-f-]{36}$/i.test(part)) ?? more[1] ?? '';
    const pattern = id === '' ? path : path.replace(id, ':id');
    const handler = routes[`${request.method} ${path}`] ?? routes[`${request.method} ${pattern}`];
    if (handler) return handler(request, caller, id);
    const disabled = Object.hasOwn(DISABLED, first) ? DISABLED[first] : undefined;
    if (disabled) throw new AuthError(...disabled);
    throw new AuthError(404, 'validation_failed', '404 page not found');
  }

  return async (request, caller) => {
    try {
      return await answer(request, caller);
    } catch (error) {
      if (error instanceof AuthError) return error.toResponse();
      throw error;
    }
  };
}

function createRoutes(deps: AuthDeps): Readonly<Record<string, Handler>> {
  const throttle = createThrottle(deps.clock);
  return {
    'GET health': () =>
      Response.json({ version: 'v2', name: 'GoTrue', description: 'Atelier embedded auth' }),
    'GET settings': () => Response.json(describeSettings(deps.config)),
    'GET .well-known/jwks.json': () =>
      Response.json(
        { keys: deps.keys.publicKeys },
        { headers: { 'cache-control': `public, max-age=${JWKS_MAX_AGE_S}` } },
      ),
    'POST signup': (request) => signUp(deps, request),
    'POST token': (request) => token(deps, throttle, request),
    'POST otp': (request) => requestOtp(deps, request),
    'POST magiclink': (request) => requestOtp(deps, request),
    'POST recover': (request) => recover(deps, request),
    'POST resend': (request) => resend(deps, request),
    'POST verify': (request) => verifyCode(deps, request),
    'GET verify': (request) => verifyLink(deps, request),
    'POST invite': (request, caller) => invite(deps, request, caller),
    'GET reauthenticate': (request, caller) => reauthenticate(deps, request, caller),
    'GET user': (_request, caller) => getOwnUser(deps, caller),
    'PUT user': (request, caller) => putOwnUser(deps, request, caller),
    'GET user/identities/authorize': (request, caller) => authorizeLink(deps, request, caller),
    'DELETE user/identities/:id': (_request, caller, id) => unlinkIdentity(deps, caller, id),
    'POST logout': (request, caller) => logOut(deps, request, caller),
    'POST factors': (request, caller) => enrollFactor(deps, request, caller),
    'DELETE factors/:id': (_request, caller, id) => unenrollFactor(deps, caller, id),
    'POST factors/:id/challenge': (_request, caller, id) => challengeFactor(deps, caller, id),
    'POST factors/:id/verify': (request, caller, id) => verifyFactor(deps, request, caller, id),
    'GET authorize': (request) => authorize(deps, request),
    'GET callback': (request) => finishFlow(deps, request),
    'POST callback': (request) => finishFlow(deps, request),
  };
}
