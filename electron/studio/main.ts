import { parseArgs } from 'node:util';
import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain } from 'electron';
import { toErrorBody } from '../../contract/errors.ts';
import { createStudio, type Studio } from '../../core/studio.ts';
import { systemClock } from '../../core/system/clock.ts';
import { createLog } from '../../core/system/log.ts';
import { studioPaths } from '../../core/system/paths.ts';
import { openMediaPort } from '../media-port.ts';
import { APP_ORIGIN, type FromStudio, ToStudio } from '../messages.ts';
import { remoteSecrets } from './remote-secrets.ts';

/** The studio's own process on the desktop: core, and nothing of Electron but its port to main. */
const { values } = parseArgs({
  options: { data: { type: 'string' }, version: { type: 'string' } },
});
const log = createLog().with({ program: 'studio' });
const parent = process.parentPort;
const secrets = remoteSecrets((message) => tell(message));
const opening = open();

function tell(message: FromStudio): void {
  parent.postMessage(message);
}

async function open(): Promise<{ studio: Studio; rpc: RPCHandler<Record<never, never>> } | null> {
  try {
    const studio = await createStudio({
      paths: studioPaths(values.data ?? ''),
      secrets: secrets.secrets,
      log,
      clock: systemClock,
      fetch,
      host: 'desktop',
      version: values.version ?? '',
    });
    studio.providerKeys.onChange((keys) => tell({ type: 'keys', keys }));
    tell({ type: 'keys', keys: await studio.providerKeys.current() });
    tell({ type: 'ready' });
    return { studio, rpc: new RPCHandler(studio.router) };
  } catch (error) {
    log.error('the studio could not open', { error });
    tell({ type: 'failed', ...toErrorBody(error) });
    return null;
  }
}

parent.on('message', ({ data, ports }) => {
  const message = ToStudio.parse(data);
  if (message.type === 'secret') return secrets.answer(message);
  void opening.then((opened) => opened && handle(opened, message, ports[0]));
});

async function handle(
  { studio, rpc }: NonNullable<Awaited<typeof opening>>,
  message: ToStudio,
  port: MessagePortMain | undefined,
): Promise<void> {
  if (message.type === 'client' && port) {
    rpc.upgrade(port);
    port.start();
  }
  if (message.type === 'media' && port) await serveMedia(studio, message, port);
  if (message.type === 'backend') studio.connectSolo(message.link);
  if (message.type === 'locate') {
    tell({ type: 'located', id: message.id, files: await studio.locate(message.sha256s) });
  }
  if (message.type === 'close') {
    await studio.close();
    process.exit(0);
  }
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
