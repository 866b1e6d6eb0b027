import type { FileHandle } from 'node:fs/promises';
import type { StorageParts } from './upload.ts';
import { type Authority, type ObjectRow, findBucket, findObject } from './catalogue.ts';
import { noSuchObject } from './storage-error.ts';

/** Answers GET and HEAD with an object's bytes, whole or a range of them. Throws 404 to whoever may not read it. */
export async function download(
  parts: StorageParts,
  request: Request,
  authority: Authority,
  bucketId: string,
  name: string,
): Promise<Response> {
  const { object, file } = await openObject(parts, authority, bucketId, name);
  let handedOver = false;
  try {
    const size = (await file.stat()).size;
    const headers = headersOf(object, new URL(request.url).searchParams.get('download'));
    if (isUnchanged(request, headers)) return new Response(null, { status: 304, headers });
    const range = parseRange(request, size, headers.get('etag'));
    if (range === 'unsatisfiable') {
      headers.set('content-range', `bytes */${size}`);
      return new Response(null, { status: 416, headers });
    }
    const { start, end } = range ?? { start: 0, end: size - 1 };
    headers.set('content-length', String(end - start + 1));
    if (range) headers.set('content-range', `bytes ${start}-${end}/${size}`);
    const status = range ? 206 : 200;
    if (request.method === 'HEAD' || size === 0) return new Response(null, { status, headers });
    handedOver = true;
    return new Response(streamOf(file, start, end), { status, headers });
  } finally {
    if (!handedOver) await file.close();
  }
}

const READ_BYTES = 512 * 1024;

/** The bytes from `start` to `end`, read as the client takes them. Node's own file streams take twice the time. */
function streamOf(file: FileHandle, start: number, end: number): ReadableStream<Uint8Array> {
  let at = start;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const wanted = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, end + 1 - at));
        try {
          const { bytesRead } = await file.read(wanted, 0, wanted.byteLength, at);
          // Cut short by somebody else: the client sees that bytes are missing.
          if (bytesRead === 0) throw new Error('the file is shorter than it was');
          at += bytesRead;
          controller.enqueue(wanted.subarray(0, bytesRead));
        } catch (error) {
          await file.close();
          throw error;
        }
        if (at <= end) return;
        controller.close();
        await file.close();
      },
      cancel: () => file.close(),
    },
    { highWaterMark: 0 },
  );
}

/** Whoever reads a row while it is replaced may find its file gone: then there is a newer row. */
export async function openObject(
  { engine, blobs }: StorageParts,
  authority: Authority,
  bucketId: string,
  name: string,
): Promise<{ object: ObjectRow; file: FileHandle }> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const object = await findObject(engine, authority, bucketId, name);
    if (!object) {
      await findBucket(engine, bucketId);
      throw noSuchObject();
    }
    const file = object.version ? await blobs.open(object.version) : null;
    if (file) return { object, file };
  }
  throw noSuchObject();
}

export function headersOf(
  { name, metadata, updated_at }: ObjectRow,
  asFile: string | null,
): Headers {
  const headers = new Headers({
    'content-type': metadata?.mimetype ?? 'application/octet-stream',
    'cache-control': metadata?.cacheControl ?? 'no-cache',
    'last-modified': new Date(updated_at).toUTCString(),
    'accept-ranges': 'bytes',
    // A stored page or SVG is shown, but can do nothing on this server's origin.
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  });
  if (metadata?.eTag) headers.set('etag', metadata.eTag);
  if (asFile !== null) {
    const filename = encodeURIComponent(asFile || (name.split('/').at(-1) ?? name));
    headers.set(
      'content-disposition',
      `attachment; filename=${filename}; filename*=UTF-8''${filename};`,
    );
  }
  return headers;
}

export function isUnchanged(request: Request, headers: Headers): boolean {
  const etag = headers.get('etag');
  const match = request.headers.get('if-none-match');
  if (match !== null) {
    const known = new Set(match.split(',').map((one) => one.trim().replace(/^W\//, '')));
    return known.has('*') || (etag !== null && known.has(etag));
  }
  const since = Date.parse(request.headers.get('if-modified-since') ?? '');
  return since >= Date.parse(headers.get('last-modified') ?? '');
}

/** One range of RFC 9110; several, or a form this server does not know, mean the whole, as the RFC allows. */
function parseRange(
  request: Request,
  size: number,
  etag: string | null,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '');
  const condition = request.headers.get('if-range');
  if (!match || (match[1] === '' && match[2] === '') || (condition && condition !== etag))
    return null;
  const [from, to] = [match[1] ?? '', match[2] ?? ''];
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start >= size || (from === '' && Number(to) === 0)) return 'unsatisfiable';
  return end < start ? null : { start, end };
}
