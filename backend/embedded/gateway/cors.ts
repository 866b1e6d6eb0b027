const EXPOSED =
  'Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, Transfer-Encoding, Range-Unit, ' +
  'X-Request-Id, X-Total-Count, Link, Preference-Applied, X-Relay-Error, Tus-Resumable, Tus-Version, Tus-Extension, ' +
  'Tus-Max-Size, Upload-Offset, Upload-Length, Upload-Metadata, Upload-Expires, X-Supabase-Api-Version';
const METHODS = 'GET, HEAD, PUT, PATCH, POST, DELETE, OPTIONS, TRACE, CONNECT';

/** Any page may ask: what it may do depends on the key and token it holds, and no cookie is ever sent along. */
export function corsHeaders(askedHeaders: string | undefined): Record<string, string> {
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': askedHeaders || '*',
    'access-control-expose-headers': EXPOSED,
    'access-control-max-age': '3600',
  };
}
