/**
 * What a request must be before anything else looks at it.
 *
 * Loopback is shared with every page the creator visits: a hostile page can make the browser send requests here
 * (cross-site), point its own name at 127.0.0.1 (DNS rebinding), or be served from another local port, which a
 * SameSite cookie does not tell apart. So: the Host header must name this listener, and what a browser sends of
 * Origin and Sec-Fetch-Site must be ours.
 */
export function refusal(request: Request, origins: ReadonlySet<string>): string | null {
  const host = request.headers.get('host');
  if (!host || !origins.has(`http://${host}`)) return 'unknown host';
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== `http://${host}`) return 'foreign origin';
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none' && !isNavigation(request)) {
    return 'foreign site';
  }
  if (!isSafe(request.method) && origin === null && site === null && !hasOwnHeader(request)) {
    return 'no origin';
  }
  return null;
}

/** A link somebody clicked on. It carries no cookie from another site (SameSite=Strict), and changes nothing. */
function isNavigation(request: Request): boolean {
  return isSafe(request.method) && request.headers.get('sec-fetch-mode') === 'navigate';
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** A program on this machine, not a page: no page can send this header across origins without a preflight, which is refused. */
function hasOwnHeader(request: Request): boolean {
  return request.headers.has('x-atelier-client');
}

/** Headers of every answer. The page may load from itself alone; nothing may frame it. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    // Radix and the virtual grid position elements by style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
