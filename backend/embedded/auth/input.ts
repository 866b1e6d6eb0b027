import { z } from 'zod';
import { BodyTooLarge, readText } from '../gateway/read-body.ts';
import { AuthError } from './auth-error.ts';

const MAX_BODY_BYTES = 1024 * 1024;

const Metadata = z.record(z.string(), z.unknown());
/** bcrypt reads 72 bytes; what lies beyond would count for nothing. */
const MAX_PASSWORD_BYTES = 72;
/** As `minimum_password_length` in supabase/config.toml. */
const MIN_PASSWORD_LENGTH = 8;

export const SignUpBody = z.object({
  email: z.string().optional(),
  phone: z.string().optional(),
  password: z.string().optional(),
  data: Metadata.nullish(),
});

export const PasswordBody = z.object({
  email: z.string().optional(),
  phone: z.string().optional(),
  password: z.string().optional(),
});

export const RefreshBody = z.object({ refresh_token: z.string() });

export const UpdateBody = z.object({
  email: z.string().optional(),
  password: z.string().optional(),
  data: Metadata.nullish(),
});

export const AdminBody = z.object({
  id: z.uuid().optional(),
  email: z.string().optional(),
  password: z.string().optional(),
  password_hash: z
    .string()
    .regex(/^\$2[aby]\$\d\d\$.{53}$/)
    .optional(),
  email_confirm: z.boolean().optional(),
  user_metadata: Metadata.nullish(),
  app_metadata: Metadata.nullish(),
  role: z.string().optional(),
  ban_duration: z.string().optional(),
});
export type AdminBody = z.infer<typeof AdminBody>;

/** The JSON body of a request, as the schema has it. Throws `bad_json` and `validation_failed`. */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  let body: unknown;
  try {
    body = JSON.parse((await readText(request, MAX_BODY_BYTES)) || '{}');
  } catch (error) {
    if (error instanceof BodyTooLarge)
      throw new AuthError(413, 'validation_failed', 'Request body is too large');
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

export function checkPassword(password: string): string {
  if (password.length < MIN_PASSWORD_LENGTH) {
    const text = `Password should be at least ${MIN_PASSWORD_LENGTH} characters.`;
    throw new AuthError(422, 'weak_password', text, { weak_password: { reasons: ['length'] } });
  }
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES || password.includes('\0')) {
    const text = `Password cannot be longer than ${MAX_PASSWORD_BYTES} characters`;
    throw new AuthError(400, 'validation_failed', text);
  }
  return password;
}
