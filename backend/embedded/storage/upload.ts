import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import type { Blob, Blobs } from './blobs.ts';
import {
  type Authority,
  type Bucket,
  type NewObject,
  describe,
  findBucket,
  rehearse,
  saveObject,
} from './catalogue.ts';
import { checkMime } from './limits.ts';
import { boundaryOf, readMultipart } from './multipart.ts';
import { checkKey } from './names.ts';
import { StorageError, invalidRequest, tooLarge } from './storage-error.ts';

/** Supabase's own ceiling for one object without a bucket's limit (50 GB). */
const MAX_OBJECT_BYTES = 50e9;
const MAX_FIELD_BYTES = 1024 * 1024;
/** To ask the policies before such a body comes would take longer than to drop it when its row is refused. */
const SMALL_BYTES = 2 * 1024 * 1024;

export const UserMetadata = z.record(z.string(), z.unknown());

interface Received {
  blob: Blob;
  mime: string;
  cacheControl: string;
  userMetadata: Record<string, unknown> | null;
}

export interface StorageParts {
  engine: Engine;
  blobs: Blobs;
}

/** Stores a request's body as an object, all of it or nothing. */
export async function upload(
  { engine, blobs }: StorageParts,
  request: Request,
  authority: Authority,
  object: NewObject,
): Promise<string> {
  checkKey(object.name);
  const bucket = await findBucket(engine, object.bucketId);
  const length = Number(request.headers.get('content-length') ?? Infinity);
  if (!(length <= SMALL_BYTES)) await rehearse(engine, authority, object);
  const { blob, mime, cacheControl, userMetadata } = await receive(blobs, request, bucket);
  return place({ engine, blobs }, authority, object, { blob, mime, cacheControl, userMetadata });
}

/** Names an arrived file in the catalogue, and removes what it replaced. On failure the file goes. */
export async function place(
  { engine, blobs }: StorageParts,
  authority: Authority,
  object: NewObject,
  { blob, mime, cacheControl, userMetadata }: Received,
): Promise<string> {
  try {
    const { id, replaced } = await saveObject(engine, authority, object, {
      version: blob.version,
      metadata: describe(blob, mime, cacheControl),
      userMetadata,
    });
    await blobs.remove(replaced);
    return id;
  } catch (error) {
    await blobs.remove(blob.version);
    throw error;
  }
}

async function receive(blobs: Blobs, request: Request, bucket: Bucket): Promise<Received> {
  const limit = bucket.file_size_limit ?? MAX_OBJECT_BYTES;
  const contentType = request.headers.get('content-type') ?? 'application/octet-stream';
  const boundary = boundaryOf(contentType);
  // A form is a little longer than its file.
  const slack = boundary ? MAX_FIELD_BYTES : 0;
  if (Number(request.headers.get('content-length') ?? 0) > limit + slack) throw tooLarge();
  try {
    if (boundary) return await receiveForm(blobs, request, boundary, bucket, limit);
    checkMime(contentType, bucket.allowed_mime_types);
    const blob = await blobs.receive(bodyOf(request), limit);
    const cacheControl = request.headers.get('cache-control') ?? 'no-cache';
    const encoded = request.headers.get('x-metadata');
    const userMetadata = encoded
      ? parseMetadata(Buffer.from(encoded, 'base64').toString('utf8'))
      : null;
    return { blob, mime: contentType, cacheControl, userMetadata };
  } catch (error) {
    if (request.signal.aborted) throw invalidRequest('The upload broke off');
    throw error;
  }
}

/** `cacheControl` and `metadata` may stand before or after the file. */
async function receiveForm(
  blobs: Blobs,
  request: Request,
  boundary: string,
  bucket: Bucket,
  limit: number,
): Promise<Received> {
  const fields = new Map<string, string>();
  let blob: Blob | null = null;
  let mime = '';
  try {
    for await (const part of readMultipart(bodyOf(request), boundary)) {
      if (part.filename === null) {
        fields.set(part.name, await readField(part.body));
        continue;
      }
      if (blob) throw invalidRequest('The form holds more than one file');
      mime = fields.get('contentType') ?? part.contentType;
      checkMime(mime, bucket.allowed_mime_types);
      blob = await blobs.receive(part.body, limit);
    }
    if (!blob) throw invalidRequest('The form holds no file');
    const age = fields.get('cacheControl');
    const metadata = fields.get('metadata') ?? fields.get('userMetadata');
    return {
      blob,
      mime,
      cacheControl: age && /^\d+$/.test(age) ? `max-age=${age}` : (age ?? 'no-cache'),
      userMetadata: metadata ? parseMetadata(metadata) : null,
    };
  } catch (error) {
    if (blob) await blobs.remove(blob.version);
    throw error;
  }
}

function bodyOf(request: Request): AsyncIterable<Uint8Array> {
  return request.body ?? (async function* () {})();
}

async function readField(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_FIELD_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function parseMetadata(text: string): Record<string, unknown> {
  try {
    return UserMetadata.parse(JSON.parse(text));
  } catch {
    throw new StorageError(400, 'InvalidMetadata', 'The metadata is no JSON object');
  }
}
