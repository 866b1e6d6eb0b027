import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { isLoopback } from '../gateway/gateway.ts';
import type { InFlight } from '../gateway/in-flight.ts';
import type { Service, ServiceDeps } from '../gateway/service.ts';
import { Changes } from './changes.ts';
import { serveConnection } from './connection.ts';
import { createHttpBroadcast } from './http-broadcast.ts';
import { Hub } from './hub.ts';
import type { Version } from './message.ts';

/** Supabase's own limit of one message. */
const MAX_MESSAGE_BYTES = 3 * 1024 * 1024;
const MAX_CONNECTIONS = 1000;

export interface Realtime {
  /** Takes a socket whose request asks for `/realtime/v1/websocket`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Broadcasts over HTTP. */
  service: Service;
  /** How many sockets are open. */
  connections(): number;
  close(): Promise<void>;
}

/** Supabase Realtime: broadcast, presence and database changes over Phoenix sockets. */
export function createRealtime(deps: ServiceDeps, inFlight: InFlight): Realtime {
  const { engine, keys, log, clock } = deps;
  const hub = new Hub();
  const changes = new Changes({
    engine,
    log,
    inFlight,
    onMessage: ({ id, topic, event, payload, binary, private: isPrivate }) =>
      hub.broadcast(topic, isPrivate, {
        type: 'broadcast',
        event,
        payload: binary ? Buffer.from(binary, 'base64') : payload,
        meta: { id },
      }),
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const open = new Set<{ close(): Promise<void> }>();
  const started = changes.start();
  // The first subscriber meets the error; without one it is still worth a line.
  started.catch((error: unknown) => log.error('realtime: could not start', { error }));

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = URL.parse(`http://127.0.0.1${request.url ?? '/'}`);
    if (!url || !/^\/realtime\/v1\/websocket\/?$/.test(url.pathname)) return refuse(socket, 404);
    if (!isLoopback(request.headers.host)) return refuse(socket, 403);
    if (open.size >= MAX_CONNECTIONS) return refuse(socket, 503);
    const token = url.searchParams.get('apikey') ?? single(request.headers['x-api-key']) ?? '';
    try {
      await keys.verify(token);
    } catch {
      return refuse(socket, 401);
    }
    await started;
    const version: Version = url.searchParams.get('vsn') === '2.0.0' ? '2.0.0' : '1.0.0';
    sockets.handleUpgrade(request, socket, head, (websocket) => {
      const connection = serveConnection(websocket, version, token, {
        engine,
        keys,
        hub,
        changes,
        log,
        clock,
      });
      open.add(connection);
      websocket.once('close', () => open.delete(connection));
    });
  }

  return {
    upgrade(request, socket, head) {
      const ignore = (): void => undefined;
      // A client that goes away before it is admitted is no fault.
      socket.on('error', ignore);
      admit(request, socket, head).catch((error: unknown) => {
        log.error('realtime: could not open a socket', { error });
        refuse(socket, 500);
      });
    },
    service: createHttpBroadcast(engine, hub),
    connections: () => open.size,
    async close() {
      sockets.close();
      await Promise.all([...open].map((connection) => connection.close()));
      await started.catch(() => undefined);
      await changes.close();
    },
  };
}

function refuse(socket: Duplex, status: number): void {
  if (socket.destroyed) return;
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
