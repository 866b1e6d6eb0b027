import { join } from 'node:path';
import { z } from 'zod';
import { BodyTooLarge, readText } from '../gateway/read-body.ts';
import type { Caller, Service, ServiceDeps } from '../gateway/service.ts';
import { Blobs } from './blobs.ts';
import { answerBuckets } from './buckets.ts';
import { findBucket, findObject, listKept } from './catalogue.ts';
import { download } from './download.ts';
import { listObjects, listObjectsV2 } from './list.ts';
import { decodePath } from './names.ts';
import { createResumable } from './resumable.ts';
import {
  type SignDeps,
  signMany,
  signOne,
  invalidSignature,
  signUpload,
  subjectOf,
  verifyDownload,
  verifyUpload,
} from './sign.ts';
import {
  StorageError,
  errorResponse,
  invalidRequest,
  noSuchObject,
  toStorageError,
  tooLarge,
} from './storage-error.ts';
import { renderImage } from './render.ts';
import { parseTransformations, readTransformation } from './transformation.ts';
import { copyObject, moveObject, removeObjects } from './transfer.ts';
import { upload } from './upload.ts';

const MAX_JSON_BYTES = 1024 * 1024;

/** Supabase Storage below `/storage/v1`: rows and policies in Postgres, bytes on the disk. */
export function createStorage(deps: ServiceDeps): Service {
  const { engine, keys, clock, log } = deps;
  const blobs = new Blobs(join(deps.dataDir, 'objects'));
  const parts: SignDeps = { engine, blobs, keys, clock };
  const resumable = createResumable({ ...parts, baseUrl: () => deps.baseUrl() });

  async function sweep(): Promise<void> {
    await resumable.sweep();
    const removed = await blobs.sweep((versions) => listKept(engine, versions));
    if (removed > 0) log.info('storage: removed files that no object names', { removed });
  }
  sweep().catch((error: unknown) => log.warn('storage: could not sweep', { error }));

  return async (request, caller) => {
    try {
      return await route({ parts, resumable, request, caller });
    } catch (error) {
      if (error instanceof BodyTooLarge) return errorResponse(tooLarge());
      if (error instanceof z.ZodError) return errorResponse(invalidRequest(z.prettifyError(error)));
      const known = toStorageError(error);
      if (known) return errorResponse(known);
      if (!request.signal.aborted) log.error('storage: request failed', { error });
      return errorResponse(new StorageError(500, 'internal', 'Internal Server Error'));
    }
  };
}

interface Asked {
  parts: SignDeps;
  resumable: ReturnType<typeof createResumable>;
  request: Request;
  caller: Caller;
}

async function route(asked: Asked): Promise<Response> {
  const { parts, resumable, request, caller } = asked;
  const url = new URL(request.url);
  const [area, ...rest] = decodePath(url.pathname);
  if (area === 'status' || area === 'version') return Response.json({ status: 'ok' });
  if (area === 'upload' && rest[0] === 'resumable') {
    if (rest[1] !== 'sign') refuseInvalid(caller);
    return resumable.answer(request, caller);
  }
  if (area === 'object') return routeObject(asked, rest, url);
  if (area === 'render' && rest[0] === 'image') return routeRender(asked, rest.slice(1), url);
  refuseInvalid(caller);
  if (area === 'bucket') {
    const body = await readJson(request);
    return answerBuckets(parts, request.method, rest, body, url.searchParams, caller);
  }
  // Nothing is cached between this server and its client.
  if (area === 'cdn' && request.method === 'DELETE') return Response.json({ message: 'success' });
  throw noRoute();
}

async function routeObject(asked: Asked, path: string[], url: URL): Promise<Response> {
  const { parts, request, caller } = asked;
  const [first, second, ...rest] = path;
  const { method } = request;
  const reads = method === 'GET' || method === 'HEAD';
  if (reads && first === 'sign' && second) {
    const name = rest.join('/');
    const shape = await verifyDownload(parts, url.searchParams.get('token'), `${second}/${name}`);
    // Whoever was given a small picture was not given the large one.
    if (shape !== '') throw invalidSignature();
    return download(parts, request, 'admin', second, name);
  }
  if (reads && first === 'public' && second) {
    if (!(await findBucket(parts.engine, second)).public) throw noSuchObject();
    return download(parts, request, 'admin', second, rest.join('/'));
  }
  if (method === 'PUT' && first === 'upload' && second === 'sign' && rest[0]) {
    return putSigned(asked, rest[0], rest.slice(1).join('/'), url);
  }
  if (reads && first === 'info' && second === 'public' && rest[0]) {
    if (!(await findBucket(parts.engine, rest[0])).public) throw noSuchObject();
    return answerInfo(asked, 'admin', rest[0], rest.slice(1).join('/'));
  }
  refuseInvalid(caller);
  if (method === 'POST' && first) {
    const answer = await routeCommand(asked, first, [second ?? '', ...rest]);
    if (answer) return answer;
  }
  if (reads && first === 'info') {
    const [bucketId, ...name] = second === 'authenticated' ? rest : [second ?? '', ...rest];
    return answerInfo(asked, caller.context, bucketId ?? '', name.join('/'));
  }
  if (reads && first === 'authenticated' && second) {
    return download(parts, request, caller.context, second, rest.join('/'));
  }
  if (method === 'DELETE' && first && !second) {
    return Response.json(await removeObjects(parts, first, await readJson(request), caller));
  }
  if (first && second) return routeFile(asked, first, [second, ...rest].join('/'));
  throw noRoute();
}

/** `/render/image/{authenticated,public,sign}/{bucket}/{name}` */
async function routeRender(
  { parts, request, caller }: Asked,
  [access, bucketId = '', ...names]: string[],
  url: URL,
): Promise<Response> {
  const name = names.join('/');
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (!reads || name === '') throw noRoute();
  if (access === 'sign') {
    const token = url.searchParams.get('token');
    const shape = parseTransformations(await verifyDownload(parts, token, `${bucketId}/${name}`));
    return renderImage(parts, request, 'admin', { bucketId, name, shape });
  }
  const shape = readTransformation(url.searchParams);
  if (access === 'public') {
    if (!(await findBucket(parts.engine, bucketId)).public) throw noSuchObject();
    return renderImage(parts, request, 'admin', { bucketId, name, shape });
  }
  if (access !== 'authenticated') throw noRoute();
  refuseInvalid(caller);
  return renderImage(parts, request, caller.context, { bucketId, name, shape });
}

/** The fixed words of `/object/…`; null when the first segment is a bucket. */
async function routeCommand(
  { parts, request, caller }: Asked,
  word: string,
  rest: string[],
): Promise<Response | null> {
  const upsert = request.headers.get('x-upsert') === 'true';
  const [bucketId, ...names] = rest;
  const name = names.join('/');
  if (word === 'move')
    return Response.json(await moveObject(parts, await readJson(request), caller));
  if (word === 'copy') {
    return Response.json(await copyObject(parts, await readJson(request), upsert, caller));
  }
  if (!bucketId) return null;
  if (word === 'list') {
    return Response.json(await listObjects(parts, bucketId, await readJson(request), caller));
  }
  if (word === 'list-v2') {
    return Response.json(await listObjectsV2(parts, bucketId, await readJson(request), caller));
  }
  if (word === 'sign') {
    const body = await readJson(request);
    if (name === '') return Response.json(await signMany(parts, bucketId, body, caller));
    return Response.json(await signOne(parts, bucketId, name, body, caller));
  }
  if (word === 'upload' && bucketId === 'sign' && names[0]) {
    const answer = await signUpload(parts, names[0], names.slice(1).join('/'), upsert, caller);
    return Response.json(answer);
  }
  return null;
}

async function routeFile(
  { parts, request, caller }: Asked,
  bucketId: string,
  name: string,
): Promise<Response> {
  const { method } = request;
  if (method === 'GET' || method === 'HEAD') {
    const bucket = await findBucket(parts.engine, bucketId);
    return download(parts, request, bucket.public ? 'admin' : caller.context, bucketId, name);
  }
  if (method === 'DELETE') {
    const removed = await removeObjects(parts, bucketId, { prefixes: [name] }, caller);
    if (removed.length === 0) throw noSuchObject();
    return Response.json({ message: 'Successfully deleted' });
  }
  if (method !== 'POST' && method !== 'PUT') throw noRoute();
  const upsert = method === 'PUT' || request.headers.get('x-upsert') === 'true';
  const object = { bucketId, name, owner: caller.userId, ownerId: subjectOf(caller), upsert };
  const id = await upload(parts, request, caller.context, object);
  return Response.json({ Id: id, Key: `${bucketId}/${name}` });
}

async function putSigned(
  { parts, request }: Asked,
  bucketId: string,
  name: string,
  url: URL,
): Promise<Response> {
  const token = await verifyUpload(parts, url.searchParams.get('token'), `${bucketId}/${name}`);
  const { owner, ownerId, upsert } = token;
  await upload(parts, request, 'admin', { bucketId, name, owner, ownerId, upsert });
  return Response.json({ Key: `${bucketId}/${name}` });
}

async function answerInfo(
  { parts, request }: Asked,
  authority: Caller['context'] | 'admin',
  bucketId: string,
  name: string,
): Promise<Response> {
  const object = await findObject(parts.engine, authority, bucketId, name);
  if (!object) {
    await findBucket(parts.engine, bucketId);
    throw noSuchObject();
  }
  if (request.method === 'HEAD') return new Response(null, { status: 200 });
  const { metadata } = object;
  return Response.json({
    id: object.id,
    name: object.name,
    version: object.version,
    bucket_id: object.bucket_id,
    size: metadata?.size ?? null,
    content_type: metadata?.mimetype ?? null,
    cache_control: metadata?.cacheControl ?? null,
    etag: metadata?.eTag ?? null,
    metadata: object.user_metadata ?? {},
    last_modified: object.updated_at,
    created_at: object.created_at,
  });
}

function refuseInvalid({ refused, token }: Caller): void {
  if (!refused) {
    if (token === null) throw new StorageError(403, 'Unauthorized', 'Invalid Compact JWS');
    return;
  }
  const message = refused.expired ? '"exp" claim timestamp check failed' : refused.message;
  throw new StorageError(403, 'Unauthorized', message);
}

async function readJson(request: Request): Promise<unknown> {
  try {
    const text = await readText(request, MAX_JSON_BYTES);
    return text === '' ? {} : (JSON.parse(text) as unknown);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidRequest('The body is no JSON');
  }
}

function noRoute(): StorageError {
  return new StorageError(404, 'not_found', 'Route not found');
}
