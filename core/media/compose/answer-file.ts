import type { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';

/** Words of 20 slides, or labels and contents of a whole sheet, written as JSON. */
const MOST_BYTES = 200_000;

/** The JSON of a body. Errors: `file_too_large`. */
export async function postedJson(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > MOST_BYTES) throw new AtelierError('file_too_large', 'This is too long.');
  return fromJson(text);
}

/** A file that was drawn. With a name it is to be kept. */
export function answerFile(
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  mime: string,
  name?: string,
): Response {
  return new Response(body, {
    headers: {
      'content-type': mime,
      'cache-control': 'private, max-age=300',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      ...(name !== undefined && { 'content-disposition': `attachment; filename="${name}"` }),
    },
  });
}

export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const { data, error } = schema.safeParse(value);
  if (error) {
    throw new AtelierError('invalid_input', 'This cannot be drawn.', {
      field: error.issues[0]?.path.join('.'),
    });
  }
  return data;
}

export function fromJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}
