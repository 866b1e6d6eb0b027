import type { ProviderKeys } from '../../contract/provider-access.ts';
import { type FromBackend, ToBackend } from '../../contract/solo.ts';
import { createLog } from '../../core/system/log.ts';
import { startEmbedded } from '../embedded/server.ts';
import { ensureSoloAccount } from './account.ts';
import { readSoloArguments } from './arguments.ts';
import { createFunctionSettings } from './function-settings.ts';
import { createOwnModels, type OwnModels } from './own-models.ts';
import { connectParent } from './parent.ts';

/** The embedded backend as a child of the studio: `backend.ts --data DIR`. */
const { data, level } = readSoloArguments();
const parent = connectParent();
const log = createLog({ level }).with({ program: 'backend' });
const settings = createFunctionSettings();

/** Serves until it is asked to stop, or nobody is left to serve. A stop that comes early waits for the start. */
async function main(dataDir: string): Promise<void> {
  const asked = Promise.withResolvers<void>();
  let keys: ProviderKeys = {};
  let models: OwnModels | undefined;
  parent.onGone(() => asked.resolve());
  parent.onMessage((message) => {
    const told = ToBackend.safeParse(message).data;
    if (told?.type === 'keys') {
      settings.setKeys(told.keys);
      keys = told.keys;
      void models?.follow(keys);
    } else if (told) asked.resolve();
  });
  process.on('SIGTERM', () => asked.resolve());
  // A terminal sends this to the whole group; the studio decides when its backend stops.
  process.on('SIGINT', () => undefined);
  const server = await startEmbedded({
    dataDir,
    log,
    settings: (name) => settings.get(name),
    onCall: (name) => {
      if (name === 'queue-job') tell({ type: 'queued' });
    },
  });
  const account = await ensureSoloAccount(server, dataDir);
  tell({ type: 'ready', ...account });
  models = createOwnModels(server, { log, changed: () => tell({ type: 'models' }) });
  void models.follow(keys);
  await asked.promise;
  await server.close();
  process.exit(0);
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
