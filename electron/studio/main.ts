import { parseArgs } from 'node:util';
import { createRouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain } from 'electron';
import { toErrorBody } from '../../contract/errors.ts';
import { startDecoderThread } from '../../core/media/decoder.ts';
import { createStudio, type Studio } from '../../core/studio.ts';
import { systemClock } from '../../core/system/clock.ts';
import { createLog, logLevel } from '../../core/system/log.ts';
import { onParentGone } from '../../core/system/parent-watch.ts';
import { studioPaths } from '../../core/system/paths.ts';
import { openMediaPort } from '../media-port.ts';
import { APP_ORIGIN, type FromStudio, type Located, ToStudio } from '../messages.ts';
import { remoteSecrets } from './remote-secrets.ts';

/** The studio's own process on the desktop: core, and nothing of Electron but its port to main. */
const { values } = parseArgs({
  options: { data: { type: 'string' }, version: { type: 'string' } },
});
const log = createLog({ level: logLevel('info') }).with({ program: 'studio' });
const parent = process.parentPort;
const secrets = remoteSecrets((message) => tell(message));
const opening = open();

function tell(message: FromStudio): void {
  parent.postMessage(message);
}

interface Opened {
  studio: Studio;
  rpc: RPCHandler<Record<never, never>>;
}

async function open(): Promise<Opened | null> {
  try {
    const studio = await createStudio({
      paths: studioPaths(values.data ?? ''),
      secrets: secrets.secrets,
      log,
      clock: systemClock,
      fetch,
      host: 'desktop',
      version: values.version ?? '',
      // The app's binary runs no program of Node's (a fuse), so no process can be forked here.
      startDecoder: startDecoderThread,
    });
    await report(studio);
    tell({ type: 'ready' });
    return { studio, rpc: new RPCHandler(studio.router) };
  } catch (error) {
    log.error('the studio could not open', { error });
    tell({ type: 'failed', error: toErrorBody(error) });
    return null;
  }
}

/** What main goes by, now and whenever it changes: the vendors' keys, whether solo mode is on, the language. */
async function report(studio: Studio): Promise<void> {
  const { providerKeys, solo } = studio;
  providerKeys.onChange((keys) => tell({ type: 'keys', keys }));
  tell({ type: 'keys', keys: await providerKeys.current() });
  solo.onWanted((wanted) => tell({ type: 'solo', wanted }));
  tell({ type: 'solo', wanted: solo.isWanted() });

  const { settings } = createRouterClient(studio.router);
  async function tellLanguage(): Promise<void> {
    tell({ type: 'language', language: (await settings.get()).language });
  }
  studio.onEvent(({ topic }) => {
    // Another account brings its own settings.
    if (topic === 'settings' || topic === 'resync') void tellLanguage();
  });
  await tellLanguage();
}

parent.on('message', ({ data, ports }) => {
  const message = ToStudio.parse(data);
  if (message.type === 'secret') return secrets.answer(message);
  void opening.then((opened) => {
    if (message.type === 'close') return close(opened);
    return opened && handle(opened, message, ports[0]);
  });
});

// Else a studio whose app was killed would hold the library against the next start.
onParentGone(() => void opening.then(close));

async function close(opened: Opened | null): Promise<void> {
  await opened?.studio.close();
  process.exit(0);
}

async function handle(
  { studio, rpc }: Opened,
  message: ToStudio,
  port: MessagePortMain | undefined,
): Promise<void> {
  if (message.type === 'client' && port) {
    rpc.upgrade(port);
    port.start();
  }
  if (message.type === 'media' && port) await serveMedia(studio, message, port);
  if (message.type === 'backend') studio.connectSolo(message.link, message.trouble);
  if (message.type === 'locate') {
    tell({ type: 'located', id: message.id, located: await locate(studio, message.sha256s) });
  }
}

async function locate(studio: Studio, sha256s: readonly string[]): Promise<Located> {
  const files = await studio.locate(sha256s);
  const [first] = files;
  const icon = first ? await iconOf(first) : null;
  return { paths: files.map((file) => file.path), icon };
}

async function iconOf({ thumbnail, path }: { thumbnail: string; path: string }) {
  // The image library comes with the first drag, not with a start.
  const { dragIcon } = await import('../../core/media/drag-icon.ts');
  return (await dragIcon(thumbnail)) ?? dragIcon(path);
}

async function serveMedia(
  studio: Studio,
  { url, method, headers }: Extract<ToStudio, { type: 'media' }>,
  channel: MessagePortMain,
): Promise<void> {
  const port = openMediaPort(channel);
  const upload = method === 'POST' ? { body: port.body, duplex: 'half' as const } : {};
  const response = await studio.media(
    new Request(url.replace(APP_ORIGIN, 'http://app'), { method, headers, ...upload }),
  );
  port.sendHead(response.status, response.headers);
  await port.sendBody(response.body);
}
