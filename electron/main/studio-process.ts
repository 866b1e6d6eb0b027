import { join } from 'node:path';
import { app, MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import type { BackendLink, ProviderKeys } from '../../contract/solo.ts';
import type { Log } from '../../core/system/log.ts';
import type { Secrets } from '../../core/system/secrets.ts';
import { FromStudio, type LocatedFile, type ToStudio } from '../messages.ts';

/** The studio in a process of its own, so that main is free for windows. */
export interface StudioProcess {
  /** A port over which a window calls the studio. */
  connectClient(): MessagePortMain;
  /** A port over which the answer to one media request comes. */
  requestMedia(request: Extract<ToStudio, { type: 'media' }>): MessagePortMain;
  setBackend(link: BackendLink | null): void;
  keys(): Promise<ProviderKeys>;
  onKeys(callback: (keys: ProviderKeys) => void): void;
  /** Where originals lie, for dragging them out; what is not on this machine is left out. */
  locate(sha256s: readonly string[]): Promise<LocatedFile[]>;
  /** Why the studio could not open, if it could not. */
  failure(): Promise<{ code: string; message: string } | null>;
  isClosed(): boolean;
  close(): Promise<void>;
}

const CLOSE_GRACE = 10_000;

export function startStudioProcess(options: {
  dataDir: string;
  secrets: Secrets;
  log: Log;
}): StudioProcess {
  const { secrets, log } = options;
  const child = utilityProcess.fork(
    join(import.meta.dirname, 'studio.js'),
    ['--data', options.dataDir, '--version', app.getVersion()],
    { serviceName: 'Atelier studio', stdio: 'inherit' },
  );
  const opened = Promise.withResolvers<{ code: string; message: string } | null>();
  const firstKeys = Promise.withResolvers<ProviderKeys>();
  const exited = Promise.withResolvers<void>();
  const located = new Map<number, (files: LocatedFile[]) => void>();
  let closed = false;
  let keys: ProviderKeys | undefined;
  let onKeys: (keys: ProviderKeys) => void = () => undefined;

  function send(message: ToStudio, ports: MessagePortMain[] = []): void {
    child.postMessage(message, ports);
  }

  async function answerSecret(request: Extract<FromStudio, { type: 'secret' }>): Promise<void> {
    const { id, op, name } = request;
    try {
      if (op === 'set') await secrets.set(name, request.value ?? '');
      if (op === 'delete') await secrets.delete(name);
      const value = op === 'get' ? ((await secrets.get(name)) ?? null) : null;
      send({ type: 'secret', id, value, failed: false });
    } catch (error) {
      log.error('keychain refused', { op, error });
      send({ type: 'secret', id, value: null, failed: true });
    }
  }

  child.on('message', (raw: unknown) => {
    const message = FromStudio.parse(raw);
    if (message.type === 'ready') opened.resolve(null);
    if (message.type === 'failed') opened.resolve({ code: message.code, message: message.message });
    if (message.type === 'located') located.get(message.id)?.(message.files);
    if (message.type === 'secret') void answerSecret(message);
    if (message.type === 'keys') {
      keys = message.keys;
      firstKeys.resolve(keys);
      onKeys(keys);
    }
  });
  child.on('exit', (code) => {
    log.info('studio process ended', { code });
    closed = true;
    opened.resolve({ code: 'internal', message: 'The studio ended before it opened.' });
    exited.resolve();
  });

  function channel(message: ToStudio): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain();
    send(message, [port2]);
    return port1;
  }

  return {
    connectClient: () => channel({ type: 'client' }),
    requestMedia: (request) => channel(request),
    setBackend: (link) => send({ type: 'backend', link }),
    keys: async () => keys ?? firstKeys.promise,
    onKeys: (callback) => {
      onKeys = callback;
    },
    locate: (sha256s) =>
      new Promise((resolve) => {
        const id = located.size;
        located.set(id, resolve);
        send({ type: 'locate', id, sha256s: [...sha256s] });
      }),
    failure: () => opened.promise,
    isClosed: () => closed,
    async close() {
      if (closed) return;
      send({ type: 'close' });
      const timer = setTimeout(() => child.kill(), CLOSE_GRACE);
      await exited.promise;
      clearTimeout(timer);
    },
  };
}
