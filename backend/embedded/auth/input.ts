import { z } from 'zod';
import { BodyTooLarge, readText } from '../gateway/read-body.ts';
import { AuthError } from './auth-error.ts';

const MAX_BODY_BYTES = 1024 * 1024;

const Metadata = z.record(z.string(), z.unknown());
/** bcrypt reads 72 bytes; what lies beyond would count for nothing. */
const MAX_PASSWORD_BYTES = 72;

const Challenge = {
  code_challenge: z.string().nullish(),
  code_challenge_method: z.string().nullish(),
};

export const SignUpBody = z.object({
  email: z.string().nullish(),
  phone: z.string().nullish(),
  password: z.string().nullish(),
  data: Metadata.nullish(),
  channel: z.string().nullish(),
  ...Challenge,
});

export const PasswordBody = z.object({
  email: z.string().nullish(),
  phone: z.string().nullish(),
  password: z.string().nullish(),
});

export const RefreshBody = z.object({ refresh_token: z.string() });

export const OtpBody = z.object({
  email: z.string().nullish(),
  phone: z.string().nullish(),
  data: Metadata.nullish(),
  create_user: z.boolean().nullish(),
  channel: z.string().nullish(),
  ...Challenge,
});

export const RecoverBody = z.object({ email: z.string().nullish(), ...Challenge });

export const ResendBody = z.object({
  type: z.string().nullish(),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  ...Challenge,
});

export const VerifyBody = z.object({
  type: z.string().nullish(),
  token: z.string().nullish(),
  token_hash: z.string().nullish(),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  redirect_to: z.string().nullish(),
});

export const UpdateBody = z.object({
  email: z.string().nullish(),
  phone: z.string().nullish(),
  password: z.string().nullish(),
  nonce: z.string().nullish(),
  data: Metadata.nullish(),
  app_metadata: Metadata.nullish(),
  ...Challenge,
});

export const AdminBody = z.object({
  id: z.uuid().optional(),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  password: z.string().nullish(),
  password_hash: z
    .string()
    .regex(/^\$2[aby]\$\d\d\$.{53}$|^\$argon2id?\$/)
    .max(500)
    .nullish(),
  email_confirm: z.boolean().nullish(),
  phone_confirm: z.boolean().nullish(),
  user_metadata: Metadata.nullish(),
  app_metadata: Metadata.nullish(),
  role: z.string().nullish(),
  ban_duration: z.string().nullish(),
});
export type AdminBody = z.infer<typeof AdminBody>;

export const LinkBody = z.object({
  type: z.string(),
  email: z.string(),
  new_email: z.string().nullish(),
  password: z.string().nullish(),
  data: Metadata.nullish(),
  redirect_to: z.string().nullish(),
});

export const InviteBody = z.object({ email: z.string().nullish(), data: Metadata.nullish() });

/** The JSON body of a request, as the schema has it. Throws `bad_json` and `validation_failed`. */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  let body: unknown;
  try {
    body = JSON.parse((await readText(request, MAX_BODY_BYTES)) || '{}');
  } catch (error) {
    if (error instanceof BodyTooLarge)
      throw new AuthError(413, 'request_entity_too_large', 'Request body is too large');
    if (!(error instanceof SyntaxError)) throw error;
    throw new AuthError(400, 'bad_json', 'Could not parse request body as JSON');
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new AuthError(
    400,
    'validation_failed',
    `Invalid value${path === '' ? '' : ` for ${path}`}`,
  );
}

/** In the one spelling that is stored. */
export function checkEmail(email: string): string {
  const normal = email.trim().toLowerCase();
  if (normal.length > 255 || !z.email().safeParse(normal).success) {
    throw new AuthError(
      400,
      'validation_failed',
      'Unable to validate email address: invalid format',
    );
  }
  return normal;
}

/** Digits alone, as stored. E.164 has at most 15 of them, and none begins with 0. */
export function checkPhone(phone: string): string {
  const normal = plainPhone(phone);
  if (!/^[1-9]\d{1,14}$/.test(normal)) {
    throw new AuthError(400, 'validation_failed', 'Invalid phone number format (E.164 required)');
  }
  return normal;
}

export function plainPhone(phone: string): string {
  return phone.replaceAll(/[+\s]/g, '');
}

export function checkPassword(password: string, minLength: number): string {
  if (password.length < minLength) {
    const text = `Password should be at least ${minLength} characters.`;
    throw new AuthError(422, 'weak_password', text, { weak_password: { reasons: ['length'] } });
  }
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES || password.includes('\0')) {
    const text = `Password cannot be longer than ${MAX_PASSWORD_BYTES} characters`;
    throw new AuthError(400, 'validation_failed', text);
  }
  return password;
}
