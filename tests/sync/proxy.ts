import {
  createServer,
  type IncomingMessage,
  request as forward,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What happens to a request on its way. */
export type Fault =
  /** The connection breaks before anything arrives. */
  | 'refuse'
  /** It arrives and does its work; the answer is lost. */
  | 'lose-answer'
  /** Accepted and never answered. */
  | 'hang'
  /** Another body comes back under the same status. */
  | 'corrupt'
  | { status: number; body: string }
  /** The connection breaks once so many bytes of the request's body have passed. */
  | { cutAfter: number }
  /** So many bytes of the request's body pass; the rest waits until who asked has gone away. */
  | { holdAfter: number };

export interface Passed {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Bytes of the body that went on to the backend. */
  bytes: number;
}

/** A door to the backend at another port, which sees what passes and may misbehave. */
export interface Proxy {
  url: string;
  passed: Passed[];
  /** Asked for each request; the WebSocket of Realtime is asked as method `WS`. */
  fault: (method: string, path: string) => Fault | undefined;
  /** Sends this one to another backend from now on. */
  target: string;
  count(path: RegExp): number;
  close(): Promise<void>;
}

export async function startProxy(target: string): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    // Who asked has gone away in the middle of it.
    handle(proxy, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (incoming, socket: Socket, head) => {
    if (proxy.fault('WS', incoming.url ?? '')) return socket.destroy();
    const to = new URL(proxy.target);
    const there = connect(Number(to.port), to.hostname, () => {
      const headers = incoming.rawHeaders.reduce(
        (text, part, at) => text + part + (at % 2 === 0 ? ': ' : '\r\n'),
        '',
      );
      there.write(`GET ${incoming.url} HTTP/1.1\r\n${headers}\r\n`);
      there.write(head);
      socket.pipe(there).pipe(socket);
    });
    there.on('error', () => socket.destroy());
    socket.on('error', () => there.destroy());
    socket.on('close', () => there.destroy());
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: Proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed: [],
    fault: () => undefined,
    target,
    count: (path) => proxy.passed.filter((request) => path.test(request.path)).length,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return proxy;
}

/** One that is closed when the test has ended. */
export async function openDoor(target: string): Promise<Proxy> {
  const proxy = await startProxy(target);
  onTestFinished(() => proxy.close());
  return proxy;
}

async function handle(
  proxy: Proxy,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = incoming;
  const fault = proxy.fault(method, url);
  const passed: Passed = { method, path: url, headers, bytes: 0 };
  proxy.passed.push(passed);
  if (fault === 'refuse') return void incoming.destroy();
  if (fault === 'hang') return void incoming.resume();
  if (typeof fault === 'object' && 'status' in fault) {
    incoming.resume();
    outgoing.writeHead(fault.status, { 'content-type': 'text/html' }).end(fault.body);
    return;
  }
  const there = forward(`${proxy.target}${url}`, { method, headers }, (answer) => {
    if (fault === 'lose-answer') {
      answer.resume().on('end', () => outgoing.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    if (fault !== 'corrupt') return void answer.pipe(outgoing);
    answer.on('data', (piece: Buffer) => outgoing.write(piece.map((byte) => byte ^ 0x55)));
    answer.on('end', () => outgoing.end());
  });
  there.on('error', () => outgoing.destroy());
  outgoing.on('close', () => there.destroy());
  const limit = bytesLetThrough(fault);
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    const part = piece.subarray(0, limit - passed.bytes);
    passed.bytes += part.length;
    if (!there.write(part)) await new Promise((resolve) => there.once('drain', resolve));
    if (part.length < piece.length) {
      if (typeof fault === 'object' && 'holdAfter' in fault) return;
      // What was let through arrives, before the line breaks.
      setTimeout(() => there.destroy(), 100);
      return void incoming.destroy();
    }
  }
  there.end();
}

function bytesLetThrough(fault: Fault | undefined): number {
  if (typeof fault !== 'object') return Infinity;
  if ('cutAfter' in fault) return fault.cutAfter;
  return 'holdAfter' in fault ? fault.holdAfter : Infinity;
}
