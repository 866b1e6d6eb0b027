import { lookup as resolve, type LookupAddress } from 'node:dns';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP } from 'node:net';

/** Why a guarded fetch gave no bytes. `gone`: 404 or 410. `refused`: any other 4xx. `unavailable`: 5xx or no network. */
export type GuardReason =
  | 'forbidden_address'
  | 'too_large'
  | 'timeout'
  | 'gone'
  | 'refused'
  | 'unavailable';

export class GuardedFetchError extends Error {
  override readonly name = 'GuardedFetchError';
  readonly reason: GuardReason;

  constructor(reason: GuardReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

export interface GuardedFetchOptions {
  signal?: AbortSignal;
  /** Largest body taken, in bytes. */
  maxBytes: number;
  /** Wall-clock limit for everything, redirects and body with it. */
  milliseconds: number;
  /** Also http and https to this machine, for vendors that run on it. Never for addresses a stranger gave. */
  allowLoopback?: boolean;
}

const MAX_REDIRECTS = 3;

/** https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6 sister: what is not the open internet. */
const closed = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  closed.addSubnet(address, prefix, 'ipv4');
}
/** IPv6 is closed but for global unicast, less what tunnels IPv4 or is for documents. */
const openV6 = new BlockList();
openV6.addSubnet('2000::', 3, 'ipv6');
for (const [address, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  closed.addSubnet(address, prefix, 'ipv6');
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether a literal address is on the open internet. An IPv4 address in IPv6 clothes counts as IPv4. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  if (family !== 6) return false;
  return openV6.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether a URL points at this machine by name or number. */
export function isLoopbackUrl(url: string | URL): boolean {
  const host = bareHost(new URL(url));
  return host === 'localhost' || isLoopbackAddress(host);
}

/**
 * Fetches bytes from an address that someone else chose (DESIGN section 11): https only, no private, loopback or
 * link-local address, no redirect to one, a limit on size and time. The address is checked where the connection
 * is made, after DNS, so a name that changes its mind between check and use gains nothing; that is also why
 * this is `node:https` and not `fetch`, which takes no `lookup`. No cookies, no credentials, no proxy.
 * @throws GuardedFetchError; or the signal's reason when aborted
 */
export async function guardedFetch(url: string, options: GuardedFetchOptions): Promise<Uint8Array> {
  const time = AbortSignal.timeout(options.milliseconds);
  const signal = options.signal ? AbortSignal.any([options.signal, time]) : time;
  try {
    let target = parse(url);
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      signal.throwIfAborted();
      const response = await open(checked(target, options), options, signal);
      const next = redirectOf(response);
      if (next === undefined) return await readAll(response, options.maxBytes);
      response.destroy();
      target = parse(next, target);
    }
    throw new GuardedFetchError('refused', 'Too many redirects.');
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    if (time.aborted) throw new GuardedFetchError('timeout', 'The download took too long.', error);
    if (error instanceof GuardedFetchError) throw error;
    throw new GuardedFetchError('unavailable', 'The download broke off.', error);
  }
}

function parse(url: string, base?: URL): URL {
  const parsed = URL.parse(url, base?.href);
  if (!parsed) throw new GuardedFetchError('refused', 'That is no address.');
  return parsed;
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

/** The parts of a check that need no DNS. Literal addresses never reach `lookup`, so they are judged here. */
function checked(url: URL, { allowLoopback = false }: GuardedFetchOptions): URL {
  const local = allowLoopback && isLoopbackUrl(url);
  if (url.protocol !== 'https:' && !(local && url.protocol === 'http:')) {
    throw new GuardedFetchError('forbidden_address', `${url.protocol} is not fetched.`);
  }
  if (url.username || url.password) {
    throw new GuardedFetchError('forbidden_address', 'An address with credentials is not fetched.');
  }
  const host = bareHost(url);
  if (!local && isIP(host) !== 0 && !isPublicAddress(host)) throw forbidden(host);
  return url;
}

function forbidden(host: string): GuardedFetchError {
  return new GuardedFetchError('forbidden_address', `${host} is not on the open internet.`);
}

function open(
  url: URL,
  options: GuardedFetchOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const allows = (address: string): boolean =>
    isPublicAddress(address) || (options.allowLoopback === true && isLoopbackAddress(address));
  const lookup: RequestOptions['lookup'] = (host, lookupOptions, callback) => {
    resolve(host, { ...lookupOptions, all: true }, (error, found: LookupAddress[]) => {
      const bad = found?.find(({ address }) => !allows(address));
      const [first] = found ?? [];
      if (error) callback(error, []);
      else if (bad || !first) callback(forbidden(host), []);
      else if (lookupOptions.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const headers = { accept: 'image/*,*/*;q=0.5', 'accept-encoding': 'identity' };
  return new Promise((fulfil, reject) => {
    // A connection of its own: one kept alive was opened under another request's check.
    request(url, { headers, lookup, signal, agent: false }, fulfil).on('error', reject).end();
  });
}

/** @throws GuardedFetchError for a status that carries no body for us */
function redirectOf(response: IncomingMessage): string | undefined {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return undefined;
  const { location } = response.headers;
  if (status >= 300 && status < 400 && location) return location;
  response.destroy();
  const message = `The download was answered with ${status}.`;
  if (status === 404 || status === 410) throw new GuardedFetchError('gone', message);
  throw new GuardedFetchError(status >= 500 || status === 429 ? 'unavailable' : 'refused', message);
}

async function readAll(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = new GuardedFetchError('too_large', `More than ${maxBytes} bytes.`);
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) {
    response.destroy();
    throw tooLarge;
  }
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    total += chunk.byteLength;
    if (total > maxBytes) {
      response.destroy();
      throw tooLarge;
    }
    chunks.push(chunk);
  }
  if (!response.complete) throw new GuardedFetchError('unavailable', 'The download broke off.');
  return new Uint8Array(Buffer.concat(chunks));
}
