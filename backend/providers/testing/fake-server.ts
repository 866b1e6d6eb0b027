import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An answer put in place of the usual one. `hang` never answers; `cut` breaks off after the head; `huge` declares two
 * gigabytes, `endless` sends them without saying so.
 */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text goes out as it is, bytes too, everything else as JSON. */
  readonly body?: unknown;
}
export type Scripted = Reply | 'hang' | 'cut' | 'huge' | 'endless';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed where it is JSON, else text. */
  readonly body: unknown;
  readonly bytes: Buffer;
}

export interface FakeServer {
  readonly url: string;
  /** For what is no request and answer, such as a websocket. */
  readonly server: Server;
  readonly received: Received[];
  close(): Promise<void>;
}

/** A server on a free port of this machine that remembers what it was asked. */
export async function startFakeServer(
  answer: (request: Received) => Scripted | Promise<Scripted>,
): Promise<FakeServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const asked: Received = {
        method: request.method ?? '',
        path: (request.url ?? '').split('?')[0] ?? '',
        headers: request.headers,
        body: parse(bytes.toString('utf8')),
        bytes,
      };
      received.push(asked);
      void Promise.resolve(answer(asked)).then((reply) => send(response, reply));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function send(response: ServerResponse, reply: Scripted): void {
  if (reply === 'hang') return;
  if (reply === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
    response.write('{"id":');
    setTimeout(() => response.destroy(), 20);
    return;
  }
  if (reply === 'huge' || reply === 'endless') return flood(response, reply === 'huge');
  const { status, headers = {}, body } = reply;
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  response.writeHead(status, {
    'content-type': raw ? 'text/html' : 'application/json',
    ...headers,
  });
  response.end(raw ? body : JSON.stringify(body ?? {}));
}

const TWO_GB = 2 * 1024 ** 3;
const CHUNK = Buffer.alloc(4 * 1024 * 1024, 0x20);

/** Two gigabytes of spaces, as fast as they are taken, until the other side has enough. */
function flood(response: ServerResponse, declared: boolean): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(declared ? { 'content-length': String(TWO_GB) } : {}),
  });
  let sent = 0;
  const more = (): void => {
    while (sent < TWO_GB && !response.destroyed) {
      sent += CHUNK.byteLength;
      if (!response.write(CHUNK)) return void response.once('drain', more);
    }
    response.end();
  };
  more();
}
