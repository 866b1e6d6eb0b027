import './no-eval.ts';
import { contextBridge, ipcRenderer } from 'electron';
import type { Answer, HostApi, HostInfo } from '../../contract/host.ts';
import type { StudioEvent } from '../../contract/studio/events.ts';
import { answerOf, isStudioPath } from '../../contract/studio/answer.ts';
import { APP_ORIGIN, CHANNELS, MEDIA_PREFIX } from '../messages.ts';
import { createStudioLink } from './studio-link.ts';

/**
 * The only bridge between the page and the desktop. The page gets three things: `host`, `call` and `listen`, and
 * what only a desktop has. It never sees ipcRenderer, a port or a path.
 */
const link = createStudioLink();
ipcRenderer.on(CHANNELS.port, ({ ports: [port] }) => port && link.use(port));
ipcRenderer.send(CHANNELS.port);

async function call(path: string, input: unknown): Promise<Answer> {
  if (!isStudioPath(path)) {
    return { ok: false, error: { code: 'not_found', message: `There is no call ${path}.` } };
  }
  const [domain = '', verb = ''] = path.split('.');
  return answerOf(async () => (await link.client())[domain]?.[verb]?.(input));
}

const LISTEN_AGAIN = 250;

function listen(onEvent: (event: StudioEvent) => void): () => void {
  const controller = new AbortController();
  void follow(onEvent, controller.signal);
  return () => controller.abort();
}

/** Reads the studio's events until told to stop, and those of the next studio when one ends. Each begins with `resync`. */
async function follow(onEvent: (event: StudioEvent) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const subscribe = (await link.client())['events']?.['subscribe'];
      const events = await subscribe?.(undefined, { signal });
      for await (const event of events as AsyncIterable<StudioEvent>) onEvent(event);
    } catch {
      // Whatever ended it, the answer is the same: listen to the studio that comes next.
    }
    await new Promise((resolve) => setTimeout(resolve, LISTEN_AGAIN));
  }
}

/** Links that came before the page was ready for them. */
const links: string[] = [];
let opener: ((target: string) => void) | undefined;
ipcRenderer.on(CHANNELS.open, (_event: unknown, target: string) => {
  if (opener) opener(target);
  else links.push(target);
});

function onOpen(callback: (target: string) => void): () => void {
  opener = callback;
  for (const target of links.splice(0)) callback(target);
  return () => {
    if (opener === callback) opener = undefined;
  };
}

/** Dialogs that are open, by their question. */
const dialogs = new Map<number, (path: string | null) => void>();
let questions = 0;
ipcRenderer.on(
  CHANNELS.chooseFolder,
  (_event: unknown, { id, path }: { id: number; path: string | null }) => {
    dialogs.get(id)?.(path);
    dialogs.delete(id);
  },
);

function chooseFolder(from?: string): Promise<string | null> {
  return new Promise((resolve) => {
    questions += 1;
    dialogs.set(questions, resolve);
    ipcRenderer.send(CHANNELS.chooseFolder, {
      id: questions,
      ...(from !== undefined && { from }),
    });
  });
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
  chooseFolder,
  showPath: (path) => ipcRenderer.send(CHANNELS.showPath, path),
  onOpen,
  showNotice: (notice) => ipcRenderer.send(CHANNELS.showNotice, notice),
  showProgress: (progress) => ipcRenderer.send(CHANNELS.showProgress, progress),
};

contextBridge.exposeInMainWorld('atelier', api);
