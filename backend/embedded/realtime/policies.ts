import { DatabaseError, type Engine, type RequestContext, type Tx } from '../engine/engine.ts';

export interface Permissions {
  read: boolean;
  writeBroadcast: boolean;
  writePresence: boolean;
}

class Asked extends Error {}

/**
 * What a caller may do on a private topic: a message of each kind is written and read under the caller's role, and the
 * policies on realtime.messages answer. Nothing of it stays.
 */
export async function askPolicies(
  engine: Engine,
  context: RequestContext,
  topic: string,
): Promise<Permissions> {
  const permissions: Permissions = { read: false, writeBroadcast: false, writePresence: false };
  try {
    await engine.transaction(context, async (tx) => {
      await tx.query(`select set_config('realtime.topic', $1, true)`, [topic]);
      permissions.read = await mayRead(tx, context.role, topic);
      permissions.writeBroadcast = await mayWrite(tx, topic, 'broadcast');
      permissions.writePresence = await mayWrite(tx, topic, 'presence');
      throw new Asked();
    });
  } catch (error) {
    // Also a role that the database does not have.
    if (!(error instanceof Asked) && !(error instanceof DatabaseError)) throw error;
  }
  return permissions;
}

async function mayRead(tx: Tx, role: string, topic: string): Promise<boolean> {
  await tx.query(`select set_config('role', 'none', true)`);
  // Realtime's own probe: whoever may read the topic's broadcasts may join it.
  const { rows } = await tx.query<{ id: string }>(
    `insert into realtime.messages (topic, extension, event, private)
     values ($1, 'broadcast', 'permission', true) returning id`,
    [topic],
  );
  await tx.query(`select set_config('role', $1, true)`, [role]);
  const found = await guarded(tx, () =>
    tx.query('select from realtime.messages where id = $1', [rows[0]?.id]),
  );
  return (found?.rows.length ?? 0) > 0;
}

async function mayWrite(tx: Tx, topic: string, extension: string): Promise<boolean> {
  const written = await guarded(tx, () =>
    tx.query(
      'insert into realtime.messages (topic, extension, event, private) values ($1, $2, $3, true)',
      [topic, extension, 'permission'],
    ),
  );
  return written !== null;
}

async function guarded<T>(tx: Tx, run: () => Promise<T>): Promise<T | null> {
  await tx.exec('savepoint asking');
  try {
    const result = await run();
    await tx.exec('release savepoint asking');
    return result;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    await tx.exec('rollback to savepoint asking');
    return null;
  }
}

export interface Replayed {
  id: string;
  event: string;
  payload: unknown;
}

const MAX_REPLAYED = 25;

/** Broadcasts from the database on a private topic since a moment, the newest `limit` of them, oldest first. */
export async function replay(
  engine: Engine,
  topic: string,
  since: number,
  limit: number | undefined,
): Promise<Replayed[]> {
  return engine.transaction('admin', async (tx) => {
    const { rows } = await tx.query<Replayed & { bytes: string | null }>(
      `select id, event, payload, encode(binary_payload, 'base64') as bytes from (
         select id, event, payload, binary_payload, inserted_at from realtime.messages
          where topic = $1 and private and extension = 'broadcast'
            and inserted_at >= (to_timestamp($2::float8 / 1000) at time zone 'utc')
          order by inserted_at desc limit $3::int
       ) as newest order by inserted_at`,
      [topic, since, Math.min(limit ?? MAX_REPLAYED, MAX_REPLAYED)],
    );
    return rows.map(({ bytes, ...row }) =>
      bytes === null ? row : { ...row, payload: Buffer.from(bytes, 'base64') },
    );
  });
}
