import { z } from 'zod';
import type { AuthConfig, ProviderConfig } from '../../config/project-config.ts';
import { AuthError } from '../auth-error.ts';

/** What a provider says of someone who signed in there. */
export interface Profile {
  subject: string;
  email: string | null;
  emailVerified: boolean;
  /** Kept in the identity and the user's metadata, by the names of OpenID Connect. */
  claims: Record<string, unknown>;
}

/** The three addresses of OAuth 2 (RFC 6749) of one company, and how its profiles read. */
export interface Provider {
  name: string;
  config: ProviderConfig;
  authorizeUrl: string;
  tokenUrl: string;
  scopes: readonly string[];
  profileUrl: string;
  /** Where the addresses stand apart from the profile. */
  emailsUrl: string | null;
  readProfile(profile: unknown, emails: unknown): Profile;
}

type Endpoints = Omit<Provider, 'name' | 'config'>;

/** OpenID Connect's own claims (https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims). */
const OidcProfile = z.looseObject({
  sub: z.string().min(1),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  picture: z.string().optional(),
});

function readOidc(profile: unknown): Profile {
  const { sub, email, email_verified, name, preferred_username, picture } =
    OidcProfile.parse(profile);
  return {
    subject: sub,
    email: email ?? null,
    emailVerified: email_verified === true,
    claims: { name, full_name: name, preferred_username, picture, avatar_url: picture },
  };
}

const GithubProfile = z.looseObject({
  id: z.number(),
  login: z.string(),
  name: z.string().nullish(),
  avatar_url: z.string().nullish(),
});
const GithubEmails = z.array(
  z.looseObject({ email: z.string(), primary: z.boolean(), verified: z.boolean() }),
);

function readGithub(profile: unknown, emails: unknown): Profile {
  const { id, login, name, avatar_url } = GithubProfile.parse(profile);
  const own = GithubEmails.parse(emails);
  const chosen = own.find(({ primary }) => primary) ?? own[0];
  return {
    subject: String(id),
    email: chosen?.email ?? null,
    emailVerified: chosen?.verified === true,
    claims: { name, full_name: name, user_name: login, preferred_username: login, avatar_url },
  };
}

const DiscordProfile = z.looseObject({
  id: z.string(),
  username: z.string(),
  global_name: z.string().nullish(),
  email: z.string().nullish(),
  verified: z.boolean().nullish(),
  avatar: z.string().nullish(),
});

function readDiscord(profile: unknown): Profile {
  const { id, username, global_name, email, verified, avatar } = DiscordProfile.parse(profile);
  const avatar_url = avatar ? `https://cdn.discordapp.com/avatars/${id}/${avatar}.png` : undefined;
  return {
    subject: id,
    email: email ?? null,
    emailVerified: verified === true,
    claims: { name: username, full_name: global_name ?? username, avatar_url, picture: avatar_url },
  };
}

const KNOWN: Readonly<Record<string, (config: ProviderConfig) => Endpoints>> = {
  google: () => ({
    authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    profileUrl: 'https://openidconnect.googleapis.com/v1/userinfo',
    emailsUrl: null,
    scopes: ['openid', 'email', 'profile'],
    readProfile: readOidc,
  }),
  github: () => ({
    authorizeUrl: 'https://github.com/login/oauth/authorize',
    tokenUrl: 'https://github.com/login/oauth/access_token',
    profileUrl: 'https://api.github.com/user',
    emailsUrl: 'https://api.github.com/user/emails',
    scopes: ['user:email'],
    readProfile: readGithub,
  }),
  discord: () => ({
    authorizeUrl: 'https://discord.com/oauth2/authorize',
    tokenUrl: 'https://discord.com/api/oauth2/token',
    profileUrl: 'https://discord.com/api/users/@me',
    emailsUrl: null,
    scopes: ['email', 'identify'],
    readProfile: readDiscord,
  }),
  // Hosted by whoever uses it, below the address of a realm.
  keycloak: ({ url }) => {
    const realm = `${url.replace(/\/$/, '')}/protocol/openid-connect`;
    return {
      authorizeUrl: `${realm}/auth`,
      tokenUrl: `${realm}/token`,
      profileUrl: `${realm}/userinfo`,
      emailsUrl: null,
      scopes: ['openid', 'profile', 'email'],
      readProfile: readOidc,
    };
  },
};

export const PROVIDER_NAMES: readonly string[] = Object.keys(KNOWN);

/** Throws `validation_failed` when the project does not use this provider, or nobody here knows it. */
export function requireProvider({ external }: AuthConfig, name: string): Provider {
  const describe = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (!describe) {
    const text = `Unsupported provider: Provider ${name.slice(0, 40)} could not be found`;
    throw new AuthError(400, 'validation_failed', text);
  }
  const config = Object.hasOwn(external, name) ? external[name] : undefined;
  if (!config?.enabled) {
    const text = 'Unsupported provider: provider is not enabled';
    throw new AuthError(400, 'validation_failed', text);
  }
  return { name, config, ...describe(config) };
}
