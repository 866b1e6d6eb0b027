import { createReadStream, openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Upload } from 'tus-js-client';
import { AtelierError, isRetryable } from '../../contract/errors.ts';
import {
  extensionOf,
  INPUT_TYPES,
  InputType,
  libraryBucket,
  MediaType,
} from '../../contract/media.ts';
import { FONT_BUCKET, FONT_EXTENSION, FONT_TYPE } from '../../contract/fonts.ts';
import { libraryPath, RESUMABLE_FROM } from '../../contract/sync.ts';
import { acknowledge } from '../library/apply.ts';
import {
  markSent,
  type OutboxRow,
  postpone,
  setAside,
  type UploadBody,
} from '../library/outbox.ts';
import type { SyncDeps, SyncLimits, SyncLink } from '../library/sync-engine.ts';
import { LIMITS } from './backend-fetch.ts';
import { later, MOST_REFUSALS } from './backoff.ts';
import { isOfTheWay, offline, storageFailure } from './failure.ts';
import type { Session } from './session.ts';
import { readUpload, writeUpload } from './sync-state.ts';

/** The chunk that Supabase asks for. */
const CHUNK_BYTES = 6 * 1024 * 1024;

export interface UploadPath {
  link: SyncLink;
  session: Session;
  /** Ends what is under way; what has arrived is gone on from. */
  signal: AbortSignal;
  limits?: SyncLimits | undefined;
}

/**
 * Sends one file to the owner's folder, before any row that names it (rule S8). A file is named by its content, so
 * one that is there already is the same: that is a success. A file that cannot go up waits, and the next one goes.
 * Errors: `offline`, `unauthenticated`, `backend_unavailable`, `rate_limited`.
 */
export async function sendFile(
  deps: SyncDeps,
  way: UploadPath,
  row: OutboxRow,
  /** Of a file that goes up in pieces: bytes that have arrived. */
  onSent: (bytes: number) => void = () => undefined,
): Promise<void> {
  const { db, hooks } = deps;
  const body = JSON.parse(row.body) as UploadBody;
  db.transaction(() => markSent(db, row.seq));
  // Shown as under way.
  hooks.changed('sync', 'library');
  try {
    await send(deps, { ...way, onSent }, body);
    db.transaction(() => acknowledge(db, row.seq));
  } catch (error) {
    way.signal.throwIfAborted();
    const failure = asFailure(error);
    db.transaction(() => refuse(deps, row, failure));
    if (isOfTheWay(failure)) throw failure;
  } finally {
    hooks.changed('sync', 'library');
  }
}

async function send(deps: SyncDeps, way: ToldPath, body: UploadBody): Promise<void> {
  const place = await placeOf(deps, body);
  const bytes = await sizeOf(place.file);
  const path = libraryPath(way.session.userId, body.sha256, place.extension);
  const target = { ...place, path, bytes };
  if (bytes > RESUMABLE_FROM) await sendResumably(deps, way, target);
  else await sendAtOnce(way.session, target);
}

/** Where the bytes lie here, and which bucket they go to. */
async function placeOf(
  { hooks }: SyncDeps,
  { sha256, mime, bucket }: UploadBody,
): Promise<Omit<Target, 'path' | 'bytes'> & { extension: string }> {
  if (bucket === FONT_BUCKET) {
    const file = await hooks.fontAt(sha256);
    if (file === undefined) throw new AtelierError('file_missing', 'The font is not here.');
    return { file, mime: FONT_TYPE, bucket, extension: FONT_EXTENSION };
  }
  if (bucket === 'reference-images') {
    const type = InputType.parse(mime);
    return {
      file: hooks.inputAt(sha256, type),
      mime: type,
      bucket,
      extension: INPUT_TYPES[type],
    };
  }
  const type = MediaType.parse(mime);
  return {
    file: hooks.fileAt(sha256, type),
    mime: type,
    bucket: libraryBucket(type),
    extension: extensionOf(type),
  };
}

function asFailure(error: unknown): AtelierError {
  if (error instanceof AtelierError) return error;
  return new AtelierError('internal', 'The file could not be sent.', undefined, error);
}

interface ToldPath extends UploadPath {
  onSent: (bytes: number) => void;
}

interface Target {
  file: string;
  path: string;
  mime: MediaType | InputType | typeof FONT_TYPE;
  bucket: string;
  bytes: number;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw new AtelierError('file_missing', 'The file is not on this machine.', undefined, error);
  }
}

async function sendAtOnce(session: Session, { file, path, mime, bucket }: Target): Promise<void> {
  const { error } = await session.client.storage
    .from(bucket)
    .upload(path, await openAsBlob(file, { type: mime }), { contentType: mime, upsert: false });
  if (error && !isThere(error)) throw storageFailure(error);
}

function isThere(error: unknown): boolean {
  return String((error as { statusCode?: unknown }).statusCode) === '409';
}

/**
 * By the TUS protocol (https://tus.io/protocols/resumable-upload), in chunks that survive a restart: the upload's
 * id is kept beside the cursor. Only the id: the backend of this machine answers at another port after each start.
 */
async function sendResumably(deps: SyncDeps, way: ToldPath, target: Target): Promise<void> {
  const { link, session, signal } = way;
  const { path, mime, bytes } = target;
  const { data } = await session.client.auth.getSession();
  const token = data.session?.access_token;
  if (!token) throw offline(new TypeError('There is no session to speak with.'));
  const endpoint = `${link.url}/storage/v1/upload/resumable`;
  const known = readUpload(deps.db, path);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const tus = await import('tus-js-client');
  const upload: Upload = new tus.Upload(createReadStream(target.file), {
    endpoint,
    uploadUrl: known === null ? null : `${endpoint}/${known}`,
    uploadSize: bytes,
    chunkSize: CHUNK_BYTES,
    retryDelays: null,
    headers: { authorization: `Bearer ${token}`, apikey: link.anonKey },
    metadata: {
      bucketName: target.bucket,
      objectName: path,
      contentType: mime,
      cacheControl: '3600',
    },
    onUploadUrlAvailable: () => {
      const id = upload.url?.split('/').at(-1);
      if (!id) return;
      // The token goes to the link's own address, whatever address the backend believes to have.
      upload.url = `${endpoint}/${id}`;
      if (id !== known) writeUpload(deps.db, path, id);
    },
    onProgress: (sent) => {
      silence.refresh();
      way.onSent(sent);
    },
    onSuccess: () => resolve(),
    onError: (error) => {
      const status = statusOf(error);
      // What the server forgot, or has of somebody else, cannot go on: the next try begins anew.
      if (known !== null && [403, 404, 410].includes(status)) writeUpload(deps.db, path, null);
      if (status === 409) resolve();
      else reject(failureOf(error, status, known !== null));
    },
  });
  const abort = () => {
    void upload.abort();
    reject(offline(signal.reason));
  };
  const silence = setTimeout(abort, (way.limits ?? LIMITS).silenceMs).unref();
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    upload.start();
    await promise;
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', abort);
  }
  writeUpload(deps.db, path, null);
}

function failureOf(error: Error, status: number, resumed: boolean): AtelierError {
  if (status === 0) return offline(error);
  const failure = storageFailure({ status, message: error.message });
  const begunAnew = resumed && (failure.code === 'not_found' || failure.code === 'forbidden');
  return begunAnew ? asFailure(error) : failure;
}

function statusOf(error: Error): number {
  const { originalResponse } = error as { originalResponse?: { getStatus(): number } | null };
  return originalResponse?.getStatus() ?? 0;
}

function refuse(deps: SyncDeps, row: OutboxRow, failure: AtelierError): void {
  const counts = !isOfTheWay(failure);
  if (counts && (!isRetryable(failure.code) || row.refusals + 1 >= MOST_REFUSALS)) {
    setAside(deps.db, row.seq, failure.toBody());
    return;
  }
  const failures = counts ? row.refusals + 1 : row.attempts + 1;
  postpone(deps.db, row.seq, later(deps.clock, failures, failure, counts));
}
