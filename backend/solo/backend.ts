import { type FromBackend, ToBackend } from '../../contract/solo.ts';
import { createLog } from '../../core/system/log.ts';
import { startEmbedded } from '../embedded/server.ts';
import { ensureSoloAccount } from './account.ts';
import { readSoloArguments } from './arguments.ts';
import { connectParent } from './parent.ts';

/** The embedded backend as a child of the studio: `backend.ts --data DIR`, with `--functions DIR` where they are built. */
const { data, functions, level } = readSoloArguments();
const parent = connectParent();
const log = createLog({ level }).with({ program: 'backend' });

async function main(dataDir: string): Promise<void> {
  const server = await startEmbedded({
    dataDir,
    log,
    onCall: (name) => {
      if (name === 'queue-job') tell({ type: 'queued' });
    },
    ...(functions ? { functionsDir: functions } : {}),
  });
  let closing = false;
  async function close(): Promise<void> {
    if (closing) return;
    closing = true;
    await server.close();
    process.exit(0);
  }
  parent.onGone(() => void close());
  parent.onMessage((message) => {
    if (ToBackend.safeParse(message).success) void close();
  });
  process.on('SIGTERM', () => void close());
  // A terminal sends this to the whole group; the studio decides when its backend stops.
  process.on('SIGINT', () => undefined);
  const account = await ensureSoloAccount(server, dataDir);
  tell({ type: 'ready', ...account });
}

function tell(message: FromBackend): void {
  parent.send(message);
}

try {
  if (!data) throw new Error('--data is missing');
  await main(data);
} catch (error) {
  log.error('could not start', { error });
  tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  setTimeout(() => process.exit(1), 100);
}
