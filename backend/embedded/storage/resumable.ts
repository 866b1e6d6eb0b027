import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';
import { MemoryLocker, Server, type Upload } from '@tus/server';
import type { Caller } from '../gateway/service.ts';
import { type Authority, type NewObject, findBucket, listKept, rehearse } from './catalogue.ts';
import { checkMime } from './limits.ts';
import { checkKey } from './names.ts';
import { type SignDeps, subjectOf, verifyUpload } from './sign.ts';
import { StorageError, toStorageError, tooLarge } from './storage-error.ts';
import { parseMetadata, place } from './upload.ts';

const KEPT_MS = 24 * 3600 * 1000;
const MAX_UPLOAD_BYTES = 50e9;
const ID = /^[0-9a-f-]{36}$/;
const ID_LENGTH = 36;

interface Asking {
  caller: Caller;
  /** The token of a signed upload, which stands for the caller's policies. */
  signature: string | null;
  upsert: boolean;
}

/** Whose word counts for an upload, and what it makes. */
interface Entitled {
  authority: Authority;
  object: NewObject;
}

interface ResumableDeps extends SignDeps {
  baseUrl(): string;
}

/**
 * Resumable uploads, TUS 1.0, below `/upload/resumable`. The parts lie in a folder of their own until the last one has
 * arrived; then the file is taken over and named. What has arrived survives a restart, for a day.
 */
export function createResumable(deps: ResumableDeps) {
  const directory = join(deps.blobs.root, 'resumable');
  const datastore = new FileStore({ directory, expirationPeriodInMilliseconds: KEPT_MS });
  const asking = new AsyncLocalStorage<Asking>();
  const server = new Server({
    path: '/upload/resumable',
    datastore,
    locker: new MemoryLocker(),
    maxSize: MAX_UPLOAD_BYTES,
    disableTerminationForFinishedUploads: true,
    namingFunction: () => randomUUID(),
    generateUrl: (request, { id }) => {
      const signed = new URL(request.url).pathname.startsWith('/upload/resumable/sign')
        ? '/sign'
        : '';
      return `${deps.baseUrl()}/storage/v1/upload/resumable${signed}/${id}`;
    },
    getFileIdFromRequest: (_request, last) => (last && ID.test(last) ? last : undefined),
    onUploadCreate: async (_request, upload) => ({ metadata: await admit(upload) }),
    onIncomingRequest: async (request, id) => {
      if (request.method !== 'POST') await checkOwner(id);
    },
    onUploadFinish: async (_request, upload) => {
      await finish(upload);
      return {};
    },
    onResponseError: (_request, error) => {
      const known = toStorageError(error);
      return known ? { status_code: Number(known.statusCode), body: known.message } : undefined;
    },
  });

  function current(): Asking {
    const found = asking.getStore();
    if (!found) throw new Error('a resumable upload without a caller');
    return found;
  }

  async function authorityOf(bucketId: string, name: string): Promise<Entitled> {
    const { caller, signature, upsert } = current();
    if (signature === null) {
      const object = { bucketId, name, owner: caller.userId, ownerId: subjectOf(caller), upsert };
      return { authority: caller.context, object };
    }
    const token = await verifyUpload(deps, signature, `${bucketId}/${name}`);
    const { owner, ownerId } = token;
    return {
      authority: 'admin',
      object: { bucketId, name, owner, ownerId, upsert: token.upsert },
    };
  }

  /** Everything that can be refused is refused before the first byte. */
  async function admit(upload: Upload): Promise<Record<string, string | null>> {
    const { bucketName, objectName, contentType, metadata } = upload.metadata ?? {};
    if (!bucketName || !objectName) {
      throw new StorageError(400, 'InvalidRequest', 'bucketName and objectName are required');
    }
    checkKey(objectName);
    const bucket = await findBucket(deps.engine, bucketName);
    const limit = bucket.file_size_limit;
    if (limit !== null && (upload.size ?? 0) > limit) throw tooLarge();
    checkMime(contentType || 'application/octet-stream', bucket.allowed_mime_types);
    if (metadata) parseMetadata(metadata);
    const { authority, object } = await authorityOf(bucketName, objectName);
    await rehearse(deps.engine, authority, object);
    return { ...upload.metadata, upsert: String(object.upsert), owner: ownerMark(object.ownerId) };
  }

  /** An upload's address is no secret kept well enough: only who began it may go on. */
  async function checkOwner(id: string): Promise<void> {
    const upload = await datastore.getUpload(id);
    const { bucketName, objectName, owner } = upload.metadata ?? {};
    const { object } = await authorityOf(bucketName ?? '', objectName ?? '');
    if (owner !== ownerMark(object.ownerId)) {
      throw new StorageError(403, 'Unauthorized', 'This upload belongs to someone else');
    }
  }

  /**
   * Once for each upload, however often its last part is sent. The object's version is the upload's id: a server that
   * died between the row and the mark finds the row, and does not write it again.
   */
  async function finish(upload: Upload): Promise<void> {
    const { bucketName, objectName, contentType, cacheControl, metadata, upsert } =
      upload.metadata ?? {};
    const source = join(directory, upload.id);
    if (await exists(`${source}.done`)) return;
    if ((await listKept(deps.engine, [upload.id])).size > 0) return markDone(source);
    const { authority, object } = await authorityOf(bucketName ?? '', objectName ?? '');
    const bucket = await findBucket(deps.engine, object.bucketId);
    const blob = await deps.blobs.adopt(source, upload.id);
    if (bucket.file_size_limit !== null && blob.size > bucket.file_size_limit) {
      await deps.blobs.remove(blob.version);
      throw tooLarge();
    }
    const age =
      cacheControl && /^\d+$/.test(cacheControl) ? `max-age=${cacheControl}` : cacheControl;
    await place(
      deps,
      authority,
      { ...object, upsert: upsert === 'true' },
      {
        blob,
        mime: contentType || 'application/octet-stream',
        cacheControl: age || 'no-cache',
        userMetadata: metadata ? parseMetadata(metadata) : null,
      },
    );
    await markDone(source);
  }

  async function answer(request: Request, caller: Caller): Promise<Response> {
    // Its GET would hand out any upload to anyone; the object has an address of its own.
    if (request.method === 'GET')
      throw new StorageError(405, 'MethodNotAllowed', 'Method not allowed');
    const signed = new URL(request.url).pathname.startsWith('/upload/resumable/sign');
    const signature = signed ? (request.headers.get('x-signature') ?? '') : null;
    const upsert = request.headers.get('x-upsert') === 'true';
    return asking.run({ caller, signature, upsert }, async () => {
      // A server that died between the last byte and the row finishes when the client asks how far it came.
      if (request.method === 'HEAD') await finishLeftOver(request);
      return server.handleWeb(request);
    });
  }

  async function finishLeftOver(request: Request): Promise<void> {
    const id = new URL(request.url).pathname.split('/').at(-1) ?? '';
    if (!ID.test(id)) return;
    const upload = await datastore.getUpload(id).catch(() => null);
    if (!upload || upload.size === undefined || upload.offset !== upload.size) return;
    await checkOwner(id);
    await finish(upload);
  }

  return { answer, sweep: () => sweep(directory) };
}

/** An upload's file, its description and its mark go together, a day after the last of them was written. */
async function sweep(directory: string): Promise<void> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const lastWrites = new Map<string, number>();
  for (const name of names) {
    const id = name.slice(0, ID_LENGTH);
    const { mtimeMs } = await stat(join(directory, name));
    if (ID.test(id)) lastWrites.set(id, Math.max(mtimeMs, lastWrites.get(id) ?? 0));
  }
  for (const name of names) {
    const lastWrite = lastWrites.get(name.slice(0, ID_LENGTH)) ?? Infinity;
    if (lastWrite + KEPT_MS < Date.now()) await rm(join(directory, name), { force: true });
  }
}

async function markDone(source: string): Promise<void> {
  const mark = await open(`${source}.done`, 'w', 0o600);
  await mark.close();
}

function ownerMark(ownerId: string | null): string {
  return ownerId ?? 'nobody';
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
