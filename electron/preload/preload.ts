import './no-eval.ts';
import { contextBridge, ipcRenderer } from 'electron';
import { RPCLink } from '@orpc/client/message-port';
import { createORPCClient } from '@orpc/client';
import type { Answer, HostApi, HostInfo } from '../../contract/host.ts';
import type { StudioEvent } from '../../contract/studio/events.ts';
import { answerOf, isStudioPath } from '../../contract/studio/answer.ts';
import { APP_ORIGIN, CHANNELS, MEDIA_PREFIX } from '../messages.ts';

/**
 * The only bridge between the page and the desktop. The page gets three things: `host`, `call` and `listen`, and
 * what only a desktop has. It never sees ipcRenderer, a port or a path.
 */
type AnyProcedure = (input: unknown, options?: { signal?: AbortSignal }) => Promise<unknown>;
type AnyClient = Record<string, Record<string, AnyProcedure>>;

const client = connect();

function connect(): Promise<AnyClient> {
  return new Promise((resolve) => {
    ipcRenderer.once(CHANNELS.port, (event) => {
      const [port] = event.ports;
      if (!port) return;
      port.start();
      resolve(createORPCClient(new RPCLink({ port })));
    });
    ipcRenderer.send(CHANNELS.port);
  });
}

async function call(path: string, input: unknown): Promise<Answer> {
  if (!isStudioPath(path)) {
    return { ok: false, error: { code: 'not_found', message: `There is no call ${path}.` } };
  }
  const [domain = '', verb = ''] = path.split('.');
  return answerOf(async () => (await client)[domain]?.[verb]?.(input));
}

function listen(onEvent: (event: StudioEvent) => void): () => void {
  const controller = new AbortController();
  void (async () => {
    const subscribe = (await client)['events']?.['subscribe'];
    const events = (await subscribe?.(undefined, {
      signal: controller.signal,
    })) as AsyncIterable<StudioEvent>;
    for await (const event of events) onEvent(event);
  })().catch(() => undefined);
  return () => controller.abort();
}

function hostInfo(): HostInfo {
  const platforms: Partial<Record<NodeJS.Platform, HostInfo['platform']>> = {
    darwin: 'mac',
    win32: 'windows',
    linux: 'linux',
  };
  const platform = platforms[process.platform] ?? 'other';
  return { kind: 'desktop', platform, mediaBase: `${APP_ORIGIN}${MEDIA_PREFIX}` };
}

const api: HostApi = {
  host: hostInfo(),
  call,
  listen,
  dragOut: (sha256s) => ipcRenderer.send(CHANNELS.dragOut, sha256s),
  onOpen: (callback) => {
    const listener = (_event: unknown, target: string) => callback(target);
    ipcRenderer.on(CHANNELS.open, listener);
    return () => void ipcRenderer.off(CHANNELS.open, listener);
  },
};

contextBridge.exposeInMainWorld('atelier', api);
