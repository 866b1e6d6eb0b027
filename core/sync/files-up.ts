import { createReadStream, openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Upload } from 'tus-js-client';
import { AtelierError, isRetryable } from '../../contract/errors.ts';
import { extensionOf, MediaType } from '../../contract/media.ts';
import { libraryPath, RESUMABLE_FROM } from '../../contract/sync.ts';
import { acknowledge } from '../library/apply.ts';
import {
  markSent,
  type OutboxRow,
  postpone,
  setAside,
  type UploadBody,
} from '../library/outbox.ts';
import type { SyncDeps, SyncLink } from '../library/sync-engine.ts';
import { backoff } from './backoff.ts';
import { isOffline, isSignedOut, offline, storageFailure } from './failure.ts';
import type { Session } from './session.ts';

const BUCKET = 'user-library';
/** The chunk that Supabase asks for. */
const CHUNK_BYTES = 6 * 1024 * 1024;
const MOST_ATTEMPTS = 8;

/**
 * Sends one file to the owner's folder, before any row that names it (rule S8). A file is named by its content, so
 * one that is there already is the same: that is a success. Errors: `offline`, `unauthenticated`.
 */
export async function sendFile(
  deps: SyncDeps,
  link: SyncLink,
  session: Session,
  row: OutboxRow,
  signal: AbortSignal,
): Promise<void> {
  const { sha256, mime: type } = JSON.parse(row.body) as UploadBody;
  const mime = MediaType.parse(type);
  deps.db.transaction(() => markSent(deps.db, row.seq));
  try {
    const file = deps.hooks.fileAt(sha256, mime);
    const bytes = await sizeOf(file);
    const target = {
      file,
      path: libraryPath(session.userId, sha256, extensionOf(mime)),
      mime,
      bytes,
    };
    if (bytes > RESUMABLE_FROM) await sendResumably(deps, link, session, target, signal);
    else await sendAtOnce(session, target);
    deps.db.transaction(() => acknowledge(deps.db, row.seq));
  } catch (error) {
    signal.throwIfAborted();
    if (isOffline(error) || isSignedOut(error) || !(error instanceof AtelierError)) throw error;
    deps.db.transaction(() => refuse(deps, row, error));
  }
  deps.hooks.changed('sync', 'library');
}

interface Target {
  file: string;
  path: string;
  mime: MediaType;
  bytes: number;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw new AtelierError('file_missing', 'The file is not on this machine.', undefined, error);
  }
}

async function sendAtOnce(session: Session, { file, path, mime }: Target): Promise<void> {
  const { error } = await session.client.storage
    .from(BUCKET)
    .upload(path, await openAsBlob(file, { type: mime }), { contentType: mime, upsert: false });
  if (error && !isThere(error)) throw storageFailure(error);
}

function isThere(error: unknown): boolean {
  return String((error as { statusCode?: unknown }).statusCode) === '409';
}

/**
 * By the TUS protocol (https://tus.io/protocols/resumable-upload), in chunks that survive a restart: where the
 * upload goes on is kept beside the cursor, under the content's name.
 */
async function sendResumably(
  deps: SyncDeps,
  link: SyncLink,
  session: Session,
  { file, path, mime, bytes }: Target,
  signal: AbortSignal,
): Promise<void> {
  const { data } = await session.client.auth.getSession();
  const key = `upload ${path}`;
  const known = deps.db.get<{ value: string }>('select value from sync_state where key = ?', key);
  await new Promise<void>((resolve, reject) => {
    const upload = new Upload(createReadStream(file), {
      endpoint: `${link.url}/storage/v1/upload/resumable`,
      uploadUrl: known?.value ?? null,
      uploadSize: bytes,
      chunkSize: CHUNK_BYTES,
      retryDelays: null,
      headers: {
        authorization: `Bearer ${data.session?.access_token ?? ''}`,
        apikey: link.anonKey,
      },
      metadata: { bucketName: BUCKET, objectName: path, contentType: mime, cacheControl: '3600' },
      onUploadUrlAvailable: () => {
        if (upload.url) remember(deps, key, upload.url);
      },
      onSuccess: () => resolve(),
      onError: (error) => {
        const status = statusOf(error);
        // What the server forgot cannot go on: the next try begins anew.
        if (status === 404 || status === 410) remember(deps, key, null);
        if (status === 409) resolve();
        else
          reject(
            status === 0 ? offline(error) : storageFailure({ status, message: error.message }),
          );
      },
    });
    signal.addEventListener('abort', () => {
      void upload.abort();
      reject(offline(signal.reason));
    });
    upload.start();
  });
  remember(deps, key, null);
}

function statusOf(error: Error): number {
  const { originalResponse } = error as { originalResponse?: { getStatus(): number } | null };
  return originalResponse?.getStatus() ?? 0;
}

function remember(deps: SyncDeps, key: string, url: string | null): void {
  if (url === null) deps.db.run('delete from sync_state where key = ?', key);
  else deps.db.run('insert or replace into sync_state (key, value) values (?, ?)', key, url);
}

function refuse(deps: SyncDeps, row: OutboxRow, error: AtelierError): void {
  const attempts = row.attempts + 1;
  if (!isRetryable(error.code) || attempts >= MOST_ATTEMPTS) {
    setAside(deps.db, row.seq, error.toBody());
    return;
  }
  const at = new Date(deps.clock.now().getTime() + backoff(attempts)).toISOString();
  postpone(deps.db, row.seq, at, error.toBody());
}
