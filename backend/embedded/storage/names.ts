import { StorageError, invalidKey } from './storage-error.ts';

/** S3's limit, which Supabase shares. */
const MAX_KEY_BYTES = 1024;
const MAX_BUCKET_NAME = 100;

/** Supabase's own alphabet: a name accepted here is accepted there. */
const KEY = /^[\w/!\-.*'() &$@=;:+,?]+$/;

/**
 * Refuses names that Supabase refuses, and those that could mean a place outside their bucket. Names never become
 * paths on the disk, but they become paths elsewhere: in URLs, archives and downloads.
 */
export function checkKey(key: string): string {
  const segments = key.split('/');
  const odd = segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  if (!KEY.test(key) || odd || Buffer.byteLength(key) > MAX_KEY_BYTES) throw invalidKey(key);
  return key;
}

export function checkBucketName(name: string): string {
  const trimmed = name.trim() === name;
  if (!trimmed || !KEY.test(name) || name.includes('/') || name.length > MAX_BUCKET_NAME) {
    throw new StorageError(400, 'InvalidBucketName', `Bucket name invalid`);
  }
  return name;
}

/** The segments of a request's path, decoded one by one. */
export function decodePath(pathname: string): string[] {
  try {
    return pathname.split('/').slice(1).map(decodeURIComponent);
  } catch {
    throw invalidKey(pathname);
  }
}
