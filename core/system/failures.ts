import { AtelierError, type ErrorCode } from '../../contract/errors.ts';

/** What the system says, in words of the contract (rule F5): errno names and SQLite's extended codes. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EFBIG: 'disk_full',
  EROFS: 'disk_read_only',
  EACCES: 'disk_read_only',
  EPERM: 'disk_read_only',
  EIO: 'disk_error',
  EMFILE: 'too_many_files',
  ENFILE: 'too_many_files',
  ENOENT: 'file_missing',
  ENOTDIR: 'file_missing',
  SQLITE_FULL: 'disk_full',
  SQLITE_IOERR: 'disk_error',
  SQLITE_READONLY: 'disk_read_only',
  SQLITE_CANTOPEN: 'disk_read_only',
  SQLITE_PERM: 'disk_read_only',
};

const MESSAGES: Partial<Record<ErrorCode, string>> = {
  disk_full: 'The disk is full.',
  disk_read_only: 'The disk or folder cannot be written to.',
  disk_error: 'The disk reported an error.',
  too_many_files: 'Too many files are open on this machine.',
  file_missing: 'The file is not there.',
};

/** A failure of disk or database as a typed error; anything else as it is. */
export function asAtelierError(thrown: unknown): unknown {
  if (thrown instanceof AtelierError || !(thrown instanceof Error) || !('code' in thrown)) {
    return thrown;
  }
  const code = String(thrown.code);
  // SQLite's extended codes add a part: SQLITE_READONLY_DBMOVED.
  const found = CODES[code] ?? CODES[code.split('_').slice(0, 2).join('_')];
  if (found === undefined) return thrown;
  return new AtelierError(found, MESSAGES[found] ?? code, { system: code }, thrown);
}

/** Runs work on the disk so that what fails is a typed error. */
export async function typedFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asAtelierError(error);
  }
}
