import { StorageError, invalidMime } from './storage-error.ts';

const UNITS: Record<string, number> = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

/** Bytes of a limit such as `"20mb"`: units are decimal, as on Supabase. */
export function parseSizeLimit(limit: number | string | null | undefined): number | null {
  if (limit === null || limit === undefined) return null;
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?b)?\s*$/i.exec(String(limit));
  const bytes = match ? Number(match[1]) * (UNITS[(match[2] ?? 'b').toLowerCase()] ?? 1) : NaN;
  if (!Number.isSafeInteger(Math.floor(bytes))) {
    throw new StorageError(
      400,
      'invalid_file_size_limit',
      'the provided file size limit is invalid',
    );
  }
  return Math.floor(bytes);
}

/** Throws 415 unless a bucket's list names the type, exactly or as `image/*`. */
export function checkMime(mime: string, allowed: readonly string[] | null): void {
  if (!allowed || allowed.length === 0) return;
  const type = mime.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const fits = allowed.some((pattern) => {
    const wanted = pattern.toLowerCase();
    if (wanted === '*' || wanted === '*/*' || wanted === type) return true;
    return wanted.endsWith('/*') && type.startsWith(wanted.slice(0, -1));
  });
  if (!fits) throw invalidMime(mime);
}
