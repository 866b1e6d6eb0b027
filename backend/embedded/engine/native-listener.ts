import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { AtelierError } from '../../../contract/errors.ts';
import type { Log } from '../gateway/log.ts';

/** Any constant that nobody else uses: this server's place in a database. */
const PLACE = 4_716_203_117;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5000;

export interface Listener {
  /** Payloads come one by one; an empty one also after every reconnection, for what was said meanwhile is lost. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => void>;
  close(): Promise<void>;
}

/**
 * The one connection that hears `NOTIFY`, and holds the database for this server: two would take each other's changes
 * from the outbox. When it breaks it is made again, for as long as it takes. Throws `studio_in_use`.
 */
export async function openListener(config: pg.ClientConfig, log: Log): Promise<Listener> {
  const listeners = new Map<string, Set<(payload: string) => void>>();
  const closing = new AbortController();
  let client: pg.Client | undefined;
  let returning: Promise<void> | undefined;

  async function connect(): Promise<void> {
    const next = new pg.Client(config);
    next.on('error', (error) => log.debug('listener: connection error', { error }));
    next.on('notification', ({ channel, payload }) => {
      for (const tell of listeners.get(channel) ?? []) tell(payload ?? '');
    });
    try {
      await next.connect();
      await takePlace(next);
      for (const channel of listeners.keys()) await subscribe(next, channel);
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    client = next;
    next.once('end', () => {
      client = undefined;
      if (!closing.signal.aborted) returning = comeBack();
    });
  }

  async function comeBack(): Promise<void> {
    log.warn('the database is away');
    const { signal } = closing;
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      await sleep(wait, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await connect();
        log.warn('the database is back');
        for (const callbacks of listeners.values()) for (const tell of callbacks) tell('');
        return;
      } catch (error) {
        log.debug('listener: still away', { error });
      }
    }
  }

  await connect();
  return {
    async listen(channel, onPayload) {
      const known = listeners.get(channel);
      const callbacks = known ?? new Set();
      callbacks.add(onPayload);
      listeners.set(channel, callbacks);
      // While away, coming back subscribes to all.
      if (!known && client) await subscribe(client, channel);
      return () => void callbacks.delete(onPayload);
    },
    async close() {
      closing.abort();
      await returning;
      await client?.end();
    },
  };
}

async function subscribe(client: pg.Client, channel: string): Promise<void> {
  await client.query(`listen ${pg.escapeIdentifier(channel)}`);
}

async function takePlace(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>(
    'select pg_try_advisory_lock($1::bigint) as taken',
    [PLACE],
  );
  if (rows[0]?.taken) return;
  throw new AtelierError('studio_in_use', 'Another server already runs on this database.');
}
