import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';

/** Go's durations, as far as the CLI's file has them: `1s`, `5m0s`. In milliseconds. */
const Duration = z
  .string()
  .regex(/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/)
  .transform((text) => {
    const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
    return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
      (sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0),
      0,
    );
  });

const Provider = z.object({
  enabled: z.boolean().default(false),
  client_id: z.string().default(''),
  secret: z.string().default(''),
  /** For providers that are hosted by their users (Keycloak, GitLab): where. */
  url: z.string().default(''),
  redirect_uri: z.string().default(''),
});
export type ProviderConfig = z.infer<typeof Provider>;

const Email = z.object({
  enable_signup: z.boolean().default(true),
  double_confirm_changes: z.boolean().default(true),
  enable_confirmations: z.boolean().default(false),
  secure_password_change: z.boolean().default(false),
  max_frequency: Duration.prefault('1s'),
  otp_length: z.number().int().min(6).max(10).default(6),
  otp_expiry: z.number().int().min(1).max(86_400).default(3600),
});

const Sms = z.object({
  enable_signup: z.boolean().default(false),
  enable_confirmations: z.boolean().default(false),
  max_frequency: Duration.prefault('1s'),
  test_otp: z.record(z.string(), z.string()).default({}),
});

const Factor = z.object({
  enroll_enabled: z.boolean().default(true),
  verify_enabled: z.boolean().default(true),
});

/** Requests of one kind that are let through in five minutes (mails: an hour). Absent: as many as come. */
const RateLimit = z.object({
  email_sent: z.number().int().min(0).optional(),
  anonymous_users: z.number().int().min(0).optional(),
  token_refresh: z.number().int().min(0).optional(),
  sign_in_sign_ups: z.number().int().min(0).optional(),
  token_verifications: z.number().int().min(0).optional(),
});

const Auth = z.object({
  site_url: z.url().default('http://127.0.0.1:3000'),
  additional_redirect_urls: z.array(z.string()).default([]),
  jwt_expiry: z.number().int().min(30).max(604_800).default(3600),
  /** Where it must be a known one (other servers sign with it); this installation's own otherwise. */
  jwt_secret: z.string().min(16).optional(),
  signing_keys_path: z.string().optional(),
  refresh_token_reuse_interval: z.number().int().min(0).default(10),
  enable_signup: z.boolean().default(true),
  enable_anonymous_sign_ins: z.boolean().default(true),
  enable_manual_linking: z.boolean().default(false),
  minimum_password_length: z.number().int().min(6).max(72).default(6),
  rate_limit: RateLimit.prefault({}),
  email: Email.prefault({}),
  sms: Sms.prefault({}),
  mfa: z
    .object({
      max_enrolled_factors: z.number().int().min(1).default(10),
      totp: Factor.prefault({}),
      phone: Factor.prefault({ enroll_enabled: false, verify_enabled: false }),
    })
    .prefault({}),
  external: z.record(z.string(), Provider).default({}),
});
export type AuthConfig = z.infer<typeof Auth>;

const Api = z.object({
  schemas: z.array(z.string()).min(1).default(['public', 'graphql_public']),
  extra_search_path: z.array(z.string()).default(['public', 'extensions']),
  max_rows: z.number().int().min(1).default(1000),
});
export type ApiConfig = z.infer<typeof Api>;

const Seed = z.object({
  enabled: z.boolean().default(true),
  /** Relative to the file, with `*` in names. They run in this order, the files of one pattern by name. */
  sql_paths: z.array(z.string()).default(['./seed.sql']),
});

const Project = z.object({
  auth: Auth.prefault({}),
  api: Api.prefault({}),
  db: z.object({ seed: Seed.prefault({}) }).prefault({}),
  functions: z.record(z.string(), z.object({ verify_jwt: z.boolean().default(true) })).default({}),
});
export type ProjectConfig = z.infer<typeof Project>;

/** What the Supabase CLI assumes where the file says nothing. */
export const DEFAULT_CONFIG: ProjectConfig = Project.parse({});

/**
 * The settings of a project as the Supabase CLI's `config.toml` holds them
 * (https://supabase.com/docs/guides/local-development/cli/config), so that one file serves the CLI and this server. A
 * missing file means the defaults. Throws with the file's name when it cannot be understood.
 */
export async function readProjectConfig(file: string): Promise<ProjectConfig> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return DEFAULT_CONFIG;
  try {
    const config = Project.parse(fillFromEnvironment(parse(text)));
    const { signing_keys_path: keys } = config.auth;
    if (keys !== undefined) config.auth.signing_keys_path = resolve(dirname(file), keys);
    return config;
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${file}: ${reason}`, { cause: error });
  }
}

/** The names of functions that take calls without a token (`verify_jwt = false`). */
export function openFunctions({ functions }: ProjectConfig): Set<string> {
  return new Set(Object.keys(functions).filter((name) => functions[name]?.verify_jwt === false));
}

/** `env(NAME)` keeps secrets out of the file. */
function fillFromEnvironment(value: unknown): unknown {
  if (typeof value === 'string') {
    const name = /^env\((\w+)\)$/.exec(value)?.[1];
    return name === undefined ? value : (process.env[name] ?? '');
  }
  if (Array.isArray(value)) return value.map(fillFromEnvironment);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fillFromEnvironment(item)]),
  );
}
