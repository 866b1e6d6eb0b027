import { createHash } from 'node:crypto';
import type { FitEnum, Sharp } from 'sharp';
import type { Authority } from './catalogue.ts';
import { headersOf, isUnchanged, openObject } from './download.ts';
import { StorageError } from './storage-error.ts';
import { type Transformation, describeTransformation } from './transformation.ts';
import type { StorageParts } from './upload.ts';

/** Supabase's own limits of what is transformed. */
const MAX_BYTES = 25 * 1024 * 1024;
const MAX_PIXELS = 50_000_000;
const TIMEOUT_S = 15;
/** At once: libvips uses several threads for each, and memory for all its pixels. */
const MAX_RUNNING = 2;
const MAX_WAITING = 100;
const DEFAULT_QUALITY = 80;

/** Formats that are written again as they came; anything else becomes PNG. SVG is not drawn here at all. */
const WRITTEN = new Set(['jpeg', 'png', 'webp', 'avif', 'gif']);
const READ = new Set([...WRITTEN, 'tiff', 'heif']);
const FITS: Readonly<Record<string, keyof FitEnum>> = {
  cover: 'cover',
  contain: 'inside',
  fill: 'fill',
};

interface Picture {
  bucketId: string;
  name: string;
  shape: Transformation;
}

/** Answers GET and HEAD with a picture in another size or format. Throws 404 to whoever may not read it. */
export async function renderImage(
  parts: StorageParts,
  request: Request,
  authority: Authority,
  { bucketId, name, shape }: Picture,
): Promise<Response> {
  const { object, file } = await openObject(parts, authority, bucketId, name);
  try {
    const { size } = await file.stat();
    if (size > MAX_BYTES) throw unfit('The picture is too large to be transformed');
    const wanted = describeTransformation(shape);
    const headers = headersOf(object, new URL(request.url).searchParams.get('download'));
    const webp = shape.format === undefined && prefersWebp(request);
    const print = createHash('sha256').update(`${object.version} ${wanted} ${webp}`);
    headers.set('etag', `"${print.digest('hex').slice(0, 32)}"`);
    headers.set('x-transformations', wanted);
    headers.set('vary', 'accept');
    if (isUnchanged(request, headers)) return new Response(null, { status: 304, headers });
    const bytes = await file.readFile();
    const { data, type } = await inTurn(() => transform(bytes, shape, webp));
    headers.set('content-type', type);
    headers.set('content-length', String(data.byteLength));
    const body = request.method === 'HEAD' ? null : new Uint8Array(data);
    return new Response(body, { status: 200, headers });
  } finally {
    await file.close();
  }
}

function prefersWebp(request: Request): boolean {
  return (request.headers.get('accept') ?? '').includes('image/webp');
}

async function transform(
  bytes: Buffer,
  { width, height, resize, quality, format }: Transformation,
  webp: boolean,
): Promise<{ data: Buffer; type: string }> {
  try {
    // At the first picture and not at the start: it is 75 modules, libvips, and 12 MB of memory.
    const { default: sharp } = await import('sharp');
    const input = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
    const { format: origin } = await input.metadata();
    if (!READ.has(origin)) throw unfit('The object is no picture that can be transformed');
    const sized = input
      .timeout({ seconds: TIMEOUT_S })
      .autoOrient()
      .resize({
        ...(width !== undefined && { width }),
        ...(height !== undefined && { height }),
        fit: FITS[resize ?? 'cover'] ?? 'cover',
        withoutEnlargement: true,
      });
    const target = webp ? 'webp' : format === undefined || format === 'origin' ? origin : format;
    const { data, info } = await encode(sized, target, quality).toBuffer({
      resolveWithObject: true,
    });
    return { data, type: `image/${info.format === 'heif' ? 'avif' : info.format}` };
  } catch (error) {
    if (error instanceof StorageError) throw error;
    throw unfit('The object is no picture that can be transformed');
  }
}

function encode(image: Sharp, format: string, quality = DEFAULT_QUALITY): Sharp {
  switch (format) {
    case 'jpeg':
      return image.jpeg({ quality });
    case 'webp':
      return image.webp({ quality });
    case 'avif':
      return image.avif({ quality, effort: 2 });
    case 'gif':
      return image.gif();
    default:
      return image.png();
  }
}

let running = 0;
const waiting: (() => void)[] = [];

/** So that many pictures at once slow each other down, and nothing else. */
async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  if (running >= MAX_RUNNING) {
    if (waiting.length >= MAX_WAITING) {
      throw new StorageError(429, 'SlowDown', 'Too many pictures are being transformed');
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await run();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

function unfit(message: string): StorageError {
  return new StorageError(400, 'InvalidRequest', message);
}
