import type { AuthConfig } from '../config/project-config.ts';

/**
 * Where a link leads in the end: what was asked for if the project allows it, else the project's own site
 * (https://supabase.com/docs/guides/auth/redirect-urls). Anything else would make this server an open redirector that
 * hands sessions to strangers.
 */
export function chooseRedirect(request: Request, config: AuthConfig, fromBody?: string): string {
  const asked = [
    new URL(request.url).searchParams.get('redirect_to'),
    request.headers.get('redirect_to'),
    fromBody ?? null,
    request.headers.get('referer'),
  ];
  return asked.find((url) => url !== null && isAllowed(url, config)) ?? config.site_url;
}

function isAllowed(text: string, config: AuthConfig): boolean {
  const url = URL.parse(text);
  const site = URL.parse(config.site_url);
  if (!url || !site || url.username !== '' || url.password !== '') return false;
  const sameHost = url.hostname === site.hostname && url.protocol === site.protocol;
  // RFC 8252, section 7.3: a program on this machine takes whichever port is free.
  if (sameHost && (url.port === site.port || isLoopback(url.hostname))) return true;
  if (isLoopback(url.hostname) && /^https?:$/.test(url.protocol)) return true;
  const plain = text.split('#', 1)[0] ?? '';
  return config.additional_redirect_urls.some((pattern) => toPattern(pattern).test(plain));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** `*` stands for anything but separators (`.` and `/`), `**` for anything at all, `?` for one character. */
function toPattern(glob: string): RegExp {
  const source = glob.replaceAll(/\*\*|\*|\?|[\\^$.|+()[\]{}]/g, (mark) => {
    if (mark === '**') return '.*';
    if (mark === '*') return '[^./]*';
    return mark === '?' ? '[^./]' : `\\${mark}`;
  });
  return new RegExp(`^${source}$`);
}

/** The session in the fragment, which browsers send to no server (the implicit flow). */
export function withSession(
  target: string,
  session: Record<string, unknown>,
  extra: Record<string, string> = {},
): string {
  const fields = ['access_token', 'expires_at', 'expires_in', 'refresh_token', 'token_type'];
  const values = fields.map((name): [string, string] => [name, String(session[name])]);
  return withFragment(target, { ...Object.fromEntries(values), sb: '', ...extra });
}

export function withFragment(target: string, values: Record<string, string>): string {
  const url = new URL(target);
  url.hash = new URLSearchParams(values).toString();
  return url.href;
}

export function withQuery(target: string, values: Record<string, string>): string {
  const url = new URL(target);
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  return url.href;
}

export function redirectTo(url: string, status: 302 | 303 = 303): Response {
  return new Response(null, { status, headers: { location: url } });
}
