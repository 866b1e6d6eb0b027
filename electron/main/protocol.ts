import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { net, protocol } from 'electron';
import { openMediaPort } from '../media-port.ts';
import { APP_ORIGIN, MEDIA_PREFIX, SCHEME, type ToStudio } from '../messages.ts';
import { contentSecurityPolicy } from './content-security.ts';
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
export function setupProtocol(options: { studio: StudioProcess }): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    if (`${url.protocol}//${url.host}` !== APP_ORIGIN) return new Response(null, { status: 404 });
    if (url.pathname.startsWith(MEDIA_PREFIX)) return media(request, url, options.studio);
    const file = rendererFile(RENDERER, url.pathname);
    if (!file || request.method !== 'GET') return new Response(null, { status: 404 });
    const response = await net.fetch(pathToFileURL(file).href);
    const headers = new Headers(response.headers);
    headers.set('content-security-policy', contentSecurityPolicy);
    headers.set('x-content-type-options', 'nosniff');
    return new Response(response.body, { status: response.status, headers });
  });
}

async function media(request: Request, url: URL, studio: StudioProcess): Promise<Response> {
  const method = mediaMethod(request.method);
  if (!method) return new Response(null, { status: 405 });
  const port = openMediaPort(
    studio.requestMedia({
      type: 'media',
      url: `${APP_ORIGIN}/${url.pathname.slice(MEDIA_PREFIX.length)}`,
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
