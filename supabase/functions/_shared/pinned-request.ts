/** One answer of a name server. */
export interface Address {
  address: string;
  family: number;
}

export interface Answered {
  status: number;
  header(name: string): string | null;
  /** Read to its end, or left by `discard`. */
  body: AsyncIterable<Uint8Array>;
  discard(): void;
}

// What is used of the module `http` (https://nodejs.org/api/http.html#httprequestoptions-callback).
interface HttpModule {
  request(options: Record<string, unknown>, answered: (message: Message) => void): Request;
}
interface Request {
  on(event: 'error', failed: (error: Error) => void): Request;
  end(): void;
}
interface Message extends AsyncIterable<Uint8Array> {
  statusCode?: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  destroy(): void;
}
type Done = (error: Error | null, address: string | Address[], family?: number) => void;
/** Node and Deno alike give their built-in modules so; an import would not pass the bundler of every platform. */
const builtin = (
  globalThis as { process?: { getBuiltinModule?(name: string): HttpModule | undefined } }
).process;

/**
 * A GET that connects to one of these addresses and to no other, whatever the name means by now; with the name in its
 * Host header and, over TLS, in the certificate. `fetch` cannot be told an address, so this is the modules `http` and
 * `https`, which Node and Deno share. Follows no redirect. Throws where the runtime has neither.
 */
export function requestPinned(
  url: URL,
  addresses: readonly Address[],
  signal: AbortSignal,
): Promise<Answered> {
  const http = builtin?.getBuiltinModule?.(`node:${url.protocol.slice(0, -1)}`);
  if (!http) return Promise.reject(new Error('This runtime has no module for requests.'));
  const lookup = (_: string, options: { all?: boolean }, done: Done) => {
    const [first] = addresses;
    if (!first) done(new Error('There is no address.'), []);
    else if (options.all) done(null, [...addresses]);
    else done(null, first.address, first.family);
  };
  return new Promise((resolve, reject) => {
    const options = {
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      // A kept connection was made by somebody's other look-up.
      agent: false,
      headers: { 'accept-encoding': 'identity' },
      signal,
      lookup,
    };
    http
      .request(options, (message) => {
        resolve({
          status: message.statusCode ?? 0,
          header(name) {
            const value = message.headers[name];
            return (Array.isArray(value) ? value[0] : value) ?? null;
          },
          body: message,
          discard: () => message.destroy(),
        });
      })
      .on('error', reject)
      .end();
  });
}
