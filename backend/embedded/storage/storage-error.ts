import { DatabaseError } from '../engine/engine.ts';

/** An error as Supabase Storage words it: `statusCode` in the body is the true one, HTTP says 400 for all of them. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly statusCode: string;
  readonly error: string;

  constructor(statusCode: number, error: string, message: string) {
    super(message);
    this.statusCode = String(statusCode);
    this.error = error;
  }
}

export const noSuchBucket = () => new StorageError(404, 'Bucket not found', 'Bucket not found');
export const noSuchObject = () => new StorageError(404, 'not_found', 'Object not found');
export const invalidKey = (key: string) =>
  new StorageError(400, 'InvalidKey', `Invalid key: ${key}`);
export const tooLarge = () =>
  new StorageError(413, 'Payload too large', 'The object exceeded the maximum allowed size');
export const invalidMime = (mime: string) =>
  new StorageError(415, 'invalid_mime_type', `mime type ${mime} is not supported`);
export const invalidRequest = (message: string) => new StorageError(400, 'InvalidRequest', message);
export const duplicate = () => new StorageError(409, 'Duplicate', 'The resource already exists');

/** What a client is told about an error; null when it is a fault of this server. */
export function toStorageError(error: unknown): StorageError | null {
  if (error instanceof StorageError) return error;
  if (!(error instanceof DatabaseError)) return null;
  if (error.code === '23505') return duplicate();
  if (error.code === '42501') return new StorageError(403, 'Unauthorized', error.message);
  // A role that the database does not have.
  if (error.code === '22023' || error.code === '42704') {
    return new StorageError(403, 'Unauthorized', 'invalid role');
  }
  if (error.code === '23503') return noSuchBucket();
  return null;
}

export function errorResponse({ statusCode, error, message }: StorageError): Response {
  const status = statusCode.startsWith('5') ? 500 : 400;
  return Response.json({ statusCode, error, message }, { status });
}
