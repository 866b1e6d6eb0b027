import { AtelierError } from '../../../contract/errors.ts';
import { addressKind } from './address.ts';
import { setting } from './env.ts';
import { type Address, type Answered, requestPinned } from './pinned-request.ts';

const MAX_REDIRECTS = 3;

interface DnsModule {
  lookup(name: string, options: { all: true }): Promise<Address[]>;
}
/** Node and Deno alike give their built-in modules so; an import would not pass the bundler of every platform. */
const builtin = (
  globalThis as { process?: { getBuiltinModule?(name: string): DnsModule | undefined } }
).process;

export interface Guard {
  maxBytes: number;
  timeoutMs: number;
}

/**
 * Gets an address that somebody gave us: only http(s), only of the public internet, at most three redirects, each
 * checked anew, never more than so many bytes and milliseconds. Throws `invalid_input` for where we do not go,
 * `file_too_large`, `timeout`, or `file_missing` where nothing is.
 *
 * The name is resolved once, and the connection goes to the addresses that were checked: a name server that changes its
 * answer in between changes nothing. That leans on the runtime's `http` taking a look-up of ours, as Node and Deno 2 do.
 * `ATELIER_PRIVATE_ADDRESSES=allow` lets an operator whose workers stand in his own network switch the check off.
 */
export async function guardedFetch(
  address: string,
  { maxBytes, timeoutMs }: Guard,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; type: string }> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await follow(new URL(address), signal);
    if (response.status < 200 || response.status >= 300) {
      response.discard();
      throw new AtelierError('file_missing', 'Nothing is at this address.');
    }
    const bytes = await readAtMost(response, maxBytes);
    return { bytes, type: response.header('content-type')?.split(';')[0]?.trim() ?? '' };
  } catch (error) {
    if (error instanceof AtelierError) throw error;
    const code = signal.aborted ? 'timeout' : 'file_missing';
    throw new AtelierError(code, 'This address did not answer.', undefined, error);
  }
}

async function follow(first: URL, signal: AbortSignal): Promise<Answered> {
  let url = first;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const response = await requestPinned(url, await publicAddresses(url), signal);
    const next = response.status >= 300 && response.status < 400 && response.header('location');
    if (!next) return response;
    response.discard();
    url = new URL(next, url);
  }
  throw new AtelierError('invalid_input', 'This address redirects too often.');
}

/** Where this name leads, every address of it checked. */
async function publicAddresses(url: URL): Promise<Address[]> {
  const known =
    (url.protocol === 'http:' || url.protocol === 'https:') && !url.username && !url.password;
  if (!known) throw refused();
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isLiteral = addressKind(host) !== null;
  const addresses = isLiteral
    ? [{ address: host, family: host.includes(':') ? 6 : 4 }]
    : await resolve(host);
  if (addresses.length === 0) throw refused();
  if (setting('ATELIER_PRIVATE_ADDRESSES') === 'allow') return addresses;
  if (!addresses.every(({ address }) => addressKind(address) === 'public')) throw refused();
  return addresses;
}

async function resolve(name: string): Promise<Address[]> {
  const dns = builtin?.getBuiltinModule?.('node:dns/promises');
  return (await dns?.lookup(name, { all: true }).catch(() => [])) ?? [];
}

const refused = () =>
  new AtelierError('invalid_input', 'This address is not one of the public internet.');

async function readAtMost(response: Answered, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.byteLength;
    if (length > maxBytes)
      throw new AtelierError('file_too_large', 'This file is too large.', { maxBytes });
    parts.push(part);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
