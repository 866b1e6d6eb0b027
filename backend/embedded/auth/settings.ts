import type { AuthConfig } from '../config/project-config.ts';
import { PROVIDER_NAMES } from './oauth/providers.ts';

/** GET /settings: what a sign-in page has to offer. */
export function describeSettings(config: AuthConfig): Record<string, unknown> {
  const providers = PROVIDER_NAMES.map((name) => [name, config.external[name]?.enabled === true]);
  return {
    external: {
      ...(Object.fromEntries(providers) as Record<string, boolean>),
      anonymous_users: config.enable_anonymous_sign_ins,
      email: config.email.enable_signup,
      phone: config.sms.enable_signup,
    },
    disable_signup: !config.enable_signup,
    mailer_autoconfirm: !config.email.enable_confirmations,
    phone_autoconfirm: !config.sms.enable_confirmations,
    sms_provider: '',
    saml_enabled: false,
    passkeys_enabled: false,
  };
}
