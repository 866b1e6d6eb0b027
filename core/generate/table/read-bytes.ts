import { AtelierError } from '../../../contract/errors.ts';

/** 10,000 rows of 1,600 characters each; reading that much holds the studio for two seconds. */
export const MAX_TABLE_BYTES = 16 * 1024 * 1024;

/**
 * The bytes of a file as they come, never more than the limit in memory: one that is too large is refused at the byte
 * that goes beyond, and its source is closed. Errors: `file_too_large`, `file_empty`.
 */
export async function readTableBytes(
  source: AsyncIterable<Uint8Array>,
  limit: number = MAX_TABLE_BYTES,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > limit) {
      throw new AtelierError('file_too_large', 'The table is too large.', { limit });
    }
    chunks.push(chunk);
  }
  if (length === 0) throw new AtelierError('file_empty', 'The table is empty.');
  return Buffer.concat(chunks, length);
}
