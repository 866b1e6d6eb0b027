import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { MediaType, libraryBucket } from '../../contract/media.ts';
import { findFile } from '../library/files.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { isOfTheWay, offline, storageFailure } from './failure.ts';
import type { Session } from './session.ts';

/**
 * Whether the server has the very bytes that are here (rule S8). Its entity tag is a hash of them: md5 as Supabase
 * stores a file that came at once, sha256 as the embedded server does. The tag of one that came in pieces says
 * nothing: then all of it is read and hashed. Errors: `offline`, `unauthenticated`, `backend_unavailable`.
 */
export async function proveFile(
  deps: SyncDeps,
  session: Session | null,
  sha256: string,
): Promise<boolean> {
  if (!session) throw offline(new TypeError('Nobody is signed in.'));
  const file = findFile(deps.db, sha256);
  const mime = MediaType.safeParse(file?.mime).data;
  const path = pathOf(deps, sha256);
  if (!file || !mime || path === undefined) return false;
  const here = await hashesOf(createReadStream(deps.hooks.fileAt(sha256, mime)));
  if (here.sha256 !== sha256) return false;
  const bucket = session.client.storage.from(libraryBucket(mime));
  const { data, error } = await bucket.info(path);
  if (error) return refuted(error);
  if (data.size !== file.bytes) return false;
  const tag = data.etag?.replaceAll('"', '') ?? '';
  if (/^[0-9a-f]{64}$/.test(tag)) return tag === sha256;
  if (/^[0-9a-f]{32}$/.test(tag)) return tag === here.md5;
  const whole = await bucket.download(path).asStream();
  if (whole.error) return refuted(whole.error);
  return (await hashesOf(whole.data)).sha256 === sha256;
}

/** That it has none is an answer; that it does not answer is not. */
function refuted(error: unknown): false {
  const failure = storageFailure(error);
  if (isOfTheWay(failure)) throw failure;
  return false;
}

/** Only the server says where a work lies. */
function pathOf({ db }: SyncDeps, sha256: string): string | undefined {
  return db.get<{ storage_path: string }>(
    'select storage_path from user_library where sha256 = ? and storage_path is not null limit 1',
    sha256,
  )?.storage_path;
}

async function hashesOf(bytes: AsyncIterable<Uint8Array>) {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  for await (const piece of bytes) {
    sha256.update(piece);
    md5.update(piece);
  }
  return { sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}
