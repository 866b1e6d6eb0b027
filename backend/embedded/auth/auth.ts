import type { Caller, Service, ServiceDeps } from '../gateway/service.ts';
import { administer } from './admin.ts';
import { AuthError } from './auth-error.ts';
import { checkEmail, readJson, UpdateBody } from './input.ts';
import { getOwnUser, logOut, putOwnUser } from './own-user.ts';
import { signUp, token } from './sign-in.ts';
import { createThrottle } from './throttle.ts';

type Handler = (request: Request, caller: Caller) => Promise<Response>;

/** Doors of Supabase Auth that need mail, telephones or other companies: each says so in its own words. */
const DISABLED: Readonly<Record<string, readonly [number, string, string]>> = {
  otp: [422, 'otp_disabled', 'Signups not allowed for otp'],
  magiclink: [422, 'otp_disabled', 'Signups not allowed for otp'],
  verify: [403, 'otp_expired', 'Token has expired or is invalid'],
  resend: [422, 'email_provider_disabled', 'This server sends no mail'],
  invite: [422, 'email_provider_disabled', 'This server sends no mail'],
  reauthenticate: [422, 'email_provider_disabled', 'This server sends no mail'],
  authorize: [400, 'validation_failed', 'Unsupported provider: provider is not enabled'],
  sso: [422, 'saml_provider_disabled', 'SAML 2.0 is disabled'],
  saml: [422, 'saml_provider_disabled', 'SAML 2.0 is disabled'],
  factors: [422, 'mfa_totp_enroll_not_enabled', 'MFA enroll is disabled for TOTP'],
};

/** The protocol of Supabase Auth, for addresses and passwords (https://supabase.com/docs/reference/self-hosting-auth). */
export function createAuth(deps: ServiceDeps): Service {
  const throttle = createThrottle(deps.clock);
  const handlers: Readonly<Record<string, Handler>> = {
    'GET health': async () =>
      Response.json({ version: 'v2', name: 'GoTrue', description: 'Atelier embedded auth' }),
    'GET settings': async () => Response.json(SETTINGS),
    // Tokens are signed with a shared secret, so there is no public key to give: clients ask the server.
    'GET .well-known/jwks.json': async () => Response.json({ keys: [] }),
    'POST signup': (request) => signUp(deps, request),
    'POST token': (request) => token(deps, throttle, request),
    'GET user': (_request, caller) => getOwnUser(deps, caller),
    'PUT user': (request, caller) => putOwnUser(deps, request, caller),
    'POST logout': (request, caller) => logOut(deps, request, caller),
    'POST recover': recover,
  };

  async function answer(request: Request, caller: Caller): Promise<Response> {
    const path = new URL(request.url).pathname.slice(1);
    const [first = '', ...more] = path.split('/');
    const handler = handlers[`${request.method} ${path}`];
    if (handler) return handler(request, caller);
    if (first === 'admin') return administer(deps, request, caller, more);
    const disabled = Object.hasOwn(DISABLED, first) ? DISABLED[first] : undefined;
    if (disabled) throw new AuthError(...disabled);
    if (path.startsWith('user/identities')) {
      throw new AuthError(404, 'manual_linking_disabled', 'Manual linking is disabled');
    }
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

/** Says nothing about whether the address is known; and no mail goes out. */
async function recover(request: Request): Promise<Response> {
  const { email } = await readJson(request, UpdateBody);
  checkEmail(email ?? '');
  return Response.json({});
}

const SETTINGS = {
  external: { anonymous_users: true, email: true, phone: false },
  disable_signup: false,
  mailer_autoconfirm: true,
  phone_autoconfirm: false,
  sms_provider: '',
  saml_enabled: false,
};
