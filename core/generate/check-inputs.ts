import { AtelierError } from '../../contract/errors.ts';
import { type InputRole, inputsOf, type OrderRequest } from '../../contract/orders.ts';
import { type FileRow, findFile } from '../library/files.ts';
import { findInput } from '../library/input-files.ts';
import type { Database } from '../system/database.ts';

/**
 * Says no at once where the server or the worker surely would: to a file that nobody knows here, a video where a picture
 * is needed, a mask of another size than its picture. Errors: `invalid_input` with field, role and reason.
 */
export function checkInputs(db: Database, request: OrderRequest): void {
  const files = new Map<InputRole, GivenFile>();
  for (const { role, sha256 } of inputsOf(request)) {
    const file = findGiven(db, sha256);
    if (!file) throw unfit(role, sha256, 'missing');
    const [kind = ''] = file.mime.split('/');
    if (kind !== (role === 'audio' ? 'audio' : 'image')) throw unfit(role, sha256, kind);
    files.set(role, file);
  }
  const [source, mask] = [files.get('source'), files.get('mask')];
  if (source && mask && (source.width !== mask.width || source.height !== mask.height)) {
    throw unfit('mask', mask.sha256, 'size');
  }
}

type GivenFile = Pick<FileRow, 'sha256' | 'width' | 'height'> & { mime: string };

/** A work, a result, or what was given for orders alone. */
function findGiven(db: Database, sha256: string): GivenFile | undefined {
  const file = findFile(db, sha256);
  return file && file.state !== 'missing' ? file : findInput(db, sha256);
}

const FIELDS: Readonly<Record<InputRole, string>> = {
  source: 'source',
  mask: 'source',
  reference: 'references',
  first_frame: 'firstFrame',
  last_frame: 'lastFrame',
  audio: 'audio',
};

function unfit(role: InputRole, sha256: string, reason: string): AtelierError {
  return new AtelierError('invalid_input', 'A file of this order does not do.', {
    field: FIELDS[role],
    role,
    sha256,
    reason,
  });
}
