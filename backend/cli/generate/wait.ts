import { createRouterClient } from '@orpc/server';
import { AtelierError } from '../../../contract/errors.ts';
import type { Studio } from '../../../core/studio.ts';

export type Client = ReturnType<typeof clientOf>;

export function clientOf(studio: Studio) {
  return createRouterClient(studio.router);
}

const BACKEND_PATIENCE = 60_000;

/** Waits for the first sign-in and for the model; answers the balance. */
export async function backendReady(studio: Studio, client: Client, model: string): Promise<number> {
  const deadline = Date.now() + BACKEND_PATIENCE;
  return waitUntil(studio, deadline, async () => {
    const account = await client.account.get();
    if (!account.signedIn) return null;
    const models = await client.generate.models();
    if (models.length === 0) return null;
    if (!models.some((candidate) => candidate.id === model)) {
      const known = models.map((candidate) => candidate.id).join(', ');
      throw new AtelierError(
        'model_unavailable',
        `There is no model ${model}. There are: ${known}`,
      );
    }
    const status = await client.sync.status();
    return status.lastSyncedAt === null ? null : account.balance;
  }).catch((error: unknown) => {
    if (!(error instanceof AtelierError) || error.code !== 'timeout') throw error;
    throw new AtelierError('backend_unavailable', 'The backend did not start within a minute.');
  });
}

/** The account once nothing is waiting to be sent. */
export function settled(studio: Studio, client: Client, deadline: number) {
  return waitUntil(studio, deadline, async () => {
    const status = await client.sync.status();
    return status.pending === 0 ? client.account.get() : null;
  });
}

/** Looks again whenever the studio says that something changed, and now and then in case a word was lost. */
export async function waitUntil<T>(
  studio: Studio,
  deadline: number,
  look: () => Promise<T | null>,
): Promise<T> {
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== null) return found;
    await changed(studio);
  }
  throw new AtelierError('timeout', 'It took too long.');
}

function changed(studio: Studio): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, 250);
    const stop = studio.onEvent(done);
    function done(): void {
      clearTimeout(timer);
      stop();
      resolve();
    }
  });
}
