import { stat } from 'node:fs/promises';
import { AtelierError, HTTP_STATUS, toErrorBody } from '../../contract/errors.ts';
import { type Answer, IMPORT_HEADERS } from '../../contract/host.ts';
import type { InputFile } from '../../contract/inputs.ts';
import {
  IMPORT_PATH,
  INPUT_PATH,
  MEDIA_LIMITS,
  RECIPE_PATH,
  type ThumbnailSize,
} from '../../contract/media.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { SHEET_PATH } from '../../contract/sheet.ts';
import { CAROUSEL_PATH, SLIDE_PATH } from '../../contract/slide-look.ts';
import type { ImportedWork } from '../../contract/studio/imports.ts';
import { FONT_PATH, type OwnFont } from '../../contract/fonts.ts';
import { Id } from '../../contract/primitives.ts';
import type { LibraryContext } from '../library/context.ts';
import { isKeptHere } from '../library/offline-rules.ts';
import { type FileRow, findFile, setFileState } from '../library/files.ts';
import { asAtelierError } from '../system/failures.ts';
import type { Log } from '../system/log.ts';
import { parseRange } from './byte-range.ts';
import { streamFile } from './file-stream.ts';
import { readLooks } from './fill-looks.ts';
import { type ImportOptions, takeFile } from './import-file.ts';
import type { FontStore } from './fonts/font-store.ts';
import type { InputStore } from './inputs/input-store.ts';
import type { MediaStore } from './media-store.ts';

export interface MediaServerOptions {
  context: LibraryContext;
  store: MediaStore;
  inputs: InputStore;
  fonts: FontStore;
  /** Fetches an original from the cloud; false if that cannot be now. */
  fetchFile(sha256: string): Promise<boolean>;
  /** Fetches only the thumbnails of what no rule keeps here; false if that cannot be now. */
  fetchPreview(sha256: string): Promise<boolean>;
  log: Log;
}

/** A content never changes, so it may be kept for ever; whatever it is, it runs nothing. */
const CONTENT_HEADERS = {
  'cache-control': 'private, max-age=31536000, immutable',
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'accept-ranges': 'bytes',
} as const;

const COMPOSED: ReadonlySet<string> = new Set(
  [SLIDE_PATH, CAROUSEL_PATH, SHEET_PATH].map((path) => `/${path}`),
);

const CONTENT_PATH = /^\/([0-9a-f]{64})(?:\/(256|1024))?$/;

/**
 * `GET` and `HEAD` `/<sha256>` and `/<sha256>/256|1024`, `POST /import`, `/input`, `/font` and
 * `/recipe`. Never rejects: what fails is an answer
 * with an `ErrorBody`.
 */
export function createMediaServer(
  options: MediaServerOptions,
): (request: Request) => Promise<Response> {
  const { context, store, inputs, fonts, log } = options;
  /** Thumbnails being made: a grid asks for the same one more than once. */
  const making = new Map<string, Promise<void>>();

  /** Draws in this process: the image library is loaded for the first of these, not for a start. */
  async function compose(request: Request): Promise<Response | undefined> {
    const [{ serveSlides }, { serveSheet }] = await Promise.all([
      import('./compose/serve-slides.ts'),
      import('./compose/serve-sheet.ts'),
    ]);
    return (await serveSlides(options, request)) ?? serveSheet(thumbnailIfAny, request);
  }

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (request.method === 'POST' && pathname === `/${IMPORT_PATH}`) return takeImport(request);
    const composed = COMPOSED.has(pathname) ? await compose(request) : undefined;
    if (composed) return composed;
    if (request.method === 'POST' && pathname === `/${INPUT_PATH}`) return takeInput(request);
    if (request.method === 'POST' && pathname === `/${FONT_PATH}`) return takeFont(request);
    if (request.method === 'POST' && pathname === `/${RECIPE_PATH}`) return tellRecipe(request);
    const [, sha256, size] = CONTENT_PATH.exec(pathname) ?? [];
    if (sha256 === undefined) throw new AtelierError('not_found', 'There is nothing here.');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
    }
    const file = findFile(context.db, sha256);
    if (!file) return sendInput(request, sha256);
    const thumbnail = size === undefined ? undefined : (Number(size) as ThumbnailSize);
    const etag = thumbnail === undefined ? `"${sha256}"` : `"${sha256}-${thumbnail}"`;
    if (request.headers.get('if-none-match')?.includes(etag)) {
      return new Response(null, { status: 304, headers: { ...CONTENT_HEADERS, etag } });
    }
    const found = await (thumbnail === undefined
      ? findOriginal(file)
      : findThumbnail(file, thumbnail));
    return respond(request, found, etag, thumbnail === undefined ? file.mime : 'image/webp');
  }

  /** What orders are given and is no work has no thumbnails: it is looked at small and rarely. */
  async function sendInput(request: Request, sha256: string): Promise<Response> {
    const input = inputs.find(sha256);
    const found = input && (await findIfThere(input.path));
    if (!found) throw new AtelierError('not_found', 'This content is not known here.');
    return respond(request, found, `"${sha256}"`, input.mime);
  }

  async function findOriginal(file: FileRow): Promise<FoundFile> {
    const path = store.originalPath(file.sha256, file.mime);
    const there = await findIfThere(path);
    if (there) return there;
    if (file.state === 'present' && !context.db.newer) {
      // Taken away behind our back: the cloud may still have it.
      log.warn('an original is missing', { sha256: file.sha256 });
      setFileState(context.db, file.sha256, 'missing');
    }
    const fetched = (await options.fetchFile(file.sha256)) ? await findIfThere(path) : undefined;
    if (fetched) return fetched;
    throw new AtelierError('file_missing', 'The file is not on this machine.', {
      sha256: file.sha256,
      // It is not lost: whoever shows it can say that it comes with the network.
      isCloudOnly: findFile(context.db, file.sha256)?.state === 'cloud',
    });
  }

  async function findThumbnail(file: FileRow, size: ThumbnailSize): Promise<FoundFile> {
    const path = store.thumbnailPath(file.sha256, size);
    const there = await findIfThere(path);
    if (there) return there;
    if (isCloudOnly(file) && (await options.fetchPreview(file.sha256))) {
      const fetched = await findIfThere(path);
      if (fetched) return fetched;
    }
    let made = making.get(file.sha256);
    if (!made) {
      made = makeThumbnails(file).finally(() => making.delete(file.sha256));
      making.set(file.sha256, made);
    }
    await made;
    return { path, size: (await stat(path)).size };
  }

  /** Where it lies; undefined where neither it nor the original can be had now. */
  async function thumbnailIfAny(sha256: string, size: ThumbnailSize): Promise<string | undefined> {
    const file = findFile(context.db, sha256);
    if (!file) return undefined;
    try {
      return (await findThumbnail(file, size)).path;
    } catch (error) {
      if (error instanceof AtelierError && error.code === 'file_missing') return undefined;
      throw error;
    }
  }

  function isCloudOnly(file: FileRow): boolean {
    return file.state === 'cloud' && !isKeptHere(context.db, context.clock, file.sha256);
  }

  async function makeThumbnails(file: FileRow): Promise<void> {
    await findOriginal(file);
    await readLooks(context, store, file);
  }

  async function takeImport(request: Request): Promise<Response> {
    const file = bodyOf(request);
    const imported = await takeFile(context, store, file, importOptions(request.headers));
    const { work, isKnown, likeIds } = imported;
    const body: Answer<ImportedWork> = { ok: true, value: { ...work, isKnown, likeIds } };
    return Response.json(body);
  }

  async function takeInput(request: Request): Promise<Response> {
    const body: Answer<InputFile> = { ok: true, value: await inputs.take(bodyOf(request)) };
    return Response.json(body);
  }

  async function takeFont(request: Request): Promise<Response> {
    const body: Answer<OwnFont> = { ok: true, value: await fonts.take(bodyOf(request)) };
    return Response.json(body);
  }

  async function tellRecipe(request: Request): Promise<Response> {
    const { recipe } = await store.readCarried(bodyOf(request));
    const body: Answer<Recipe | null> = { ok: true, value: recipe };
    return Response.json(body);
  }

  return async (request) => {
    try {
      return await answer(request);
    } catch (thrown) {
      const error = asAtelierError(thrown);
      if (!(error instanceof AtelierError)) log.error('a media request failed', { error });
      const body = toErrorBody(error);
      const answered: Answer = { ok: false, error: body };
      return Response.json(answered, {
        status: HTTP_STATUS[body.code],
        headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
      });
    }
  };
}

/** Refused by its length alone, where it is told, before any of it is taken. */
function bodyOf({ headers, body }: Request): ReadableStream<Uint8Array> {
  if (Number(headers.get('content-length') ?? 0) > MEDIA_LIMITS.bytes) {
    throw new AtelierError('file_too_large', 'The file is too large.', {
      limit: MEDIA_LIMITS.bytes,
    });
  }
  if (!body) throw new AtelierError('file_empty', 'The file is empty.');
  return body;
}

function respond(
  request: Request,
  { path, size }: FoundFile,
  etag: string,
  mime: string,
): Response {
  const headers = { ...CONTENT_HEADERS, etag, 'content-type': mime };
  const ifRange = request.headers.get('if-range');
  const wanted = ifRange === null || ifRange === etag ? request.headers.get('range') : null;
  const range = parseRange(wanted, size);
  if (range === 'unsatisfiable') {
    return new Response(null, {
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${size}` },
    });
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const sized = {
    ...headers,
    'content-length': String(end - start + 1),
    ...(range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
  };
  const body = request.method === 'HEAD' || size === 0 ? null : streamFile(path, { start, end });
  return new Response(body, { status: range ? 206 : 200, headers: sized });
}

interface FoundFile {
  path: string;
  size: number;
}

async function findIfThere(path: string): Promise<FoundFile | undefined> {
  try {
    return { path, size: (await stat(path)).size };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function importOptions(headers: Headers): ImportOptions {
  const collectionId = headers.get(IMPORT_HEADERS.collection);
  if (collectionId !== null && !Id.safeParse(collectionId).success) {
    throw new AtelierError('invalid_input', 'That is no id of a collection.');
  }
  const modified = Number(headers.get(IMPORT_HEADERS.modified) ?? Number.NaN);
  return {
    fileName: decodeName(headers.get(IMPORT_HEADERS.name)),
    ...(Number.isFinite(modified) ? { modified } : {}),
    ...(collectionId === null ? {} : { collectionId }),
  };
}

function decodeName(name: string | null): string | null {
  if (name === null) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
