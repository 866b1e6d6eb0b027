import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { net, protocol } from 'electron';
import { openMediaPort } from '../media-port.ts';
import type { Log } from '../../core/system/log.ts';
import { APP_ORIGIN, MEDIA_PREFIX, SCHEME, type ToStudio } from '../messages.ts';
import { SECURITY_HEADERS } from './content-security.ts';
import { rendererFile } from './renderer-file.ts';
import type { StudioProcess } from './studio-process.ts';

const RENDERER = join(import.meta.dirname, '..', 'renderer');

/** Before the app is ready: the scheme is as good as https, streams, and takes fetch. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
    },
  ]);
}

/** `atelier://app/…` is the built renderer; `atelier://app/media/…` goes to the studio. */
export function setupProtocol(options: { studio: StudioProcess; log: Log }): void {
  const { studio, log } = options;
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    if (`${url.protocol}//${url.host}` !== APP_ORIGIN) return nothing(404);
    try {
      if (url.pathname.startsWith(MEDIA_PREFIX)) return await media(request, url, studio);
      return await page(request, url);
    } catch (error) {
      // The studio ended meanwhile, or the file cannot be read: an answer, where a throw would be a network error.
      log.warn('a request of the page failed', { path: url.pathname, error });
      return nothing(503);
    }
  });
}

function nothing(status: number): Response {
  return new Response(null, { status, headers: SECURITY_HEADERS });
}

async function page(request: Request, url: URL): Promise<Response> {
  const file = rendererFile(RENDERER, url.pathname);
  if (!file || request.method !== 'GET') return nothing(404);
  const response = await net.fetch(pathToFileURL(file).href).catch(() => null);
  if (!response?.ok) return nothing(404);
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
  return new Response(response.body, { headers });
}

async function media(request: Request, url: URL, studio: StudioProcess): Promise<Response> {
  const method = mediaMethod(request.method);
  if (!method) return nothing(405);
  const port = openMediaPort(
    studio.requestMedia({
      type: 'media',
      url: `${APP_ORIGIN}/${url.pathname.slice(MEDIA_PREFIX.length)}${url.search}`,
      method,
      headers: Object.fromEntries(request.headers),
    }),
  );
  void port.sendBody(request.body);
  const { status, headers } = await port.head;
  return new Response(hasBody(method, status) ? port.body : null, { status, headers });
}

function hasBody(method: string, status: number): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 304;
}

function mediaMethod(method: string): Extract<ToStudio, { type: 'media' }>['method'] | null {
  return method === 'GET' || method === 'HEAD' || method === 'POST' ? method : null;
}
