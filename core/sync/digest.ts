import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { DigestAnswer, START, SYNC_TABLES, type SyncTable } from '../../contract/sync.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import type { Database } from '../system/database.ts';
import { isOffline, isSignedOut, readAnswer, restFailure } from './failure.ts';
import type { Session } from './session.ts';
import { readPullState, writePullState } from './sync-state.ts';

/** So many rows are added up before whoever else lives in this process gets its turn. */
const SLICE_ROWS = 1_000;

/**
 * Whether this device holds what the server holds (rule S10), told by a number a table. Only a device that has sent and
 * pulled everything can tell. Tables that differ are read anew: their rows are unconfirmed, and a resync begins. Answers
 * them. A backend without a digest is not compared with. Errors: `offline`, `unauthenticated`.
 */
export async function compareDigest(deps: SyncDeps, session: Session): Promise<SyncTable[]> {
  const before = readPullState(deps.db);
  if (before.resync || deps.db.get('select 1 from outbox limit 1')) return [];
  const tables = await readDigest(deps, session, before.cursor.xid);
  if (!tables) return [];
  const different: SyncTable[] = [];
  for (const table of SYNC_TABLES) {
    const there = tables[table] ?? { rows: 0, sum: '0' };
    const here = await digestOf(deps.db, table);
    if (here.rows !== there.rows || here.sum !== there.sum) different.push(table);
  }
  if (different.length === 0) return [];
  return deps.db.transaction(() => {
    // An edit made while it was added up: another time, then.
    const moved = readPullState(deps.db).cursor.xid !== before.cursor.xid;
    if (moved || deps.db.get('select 1 from outbox limit 1')) return [];
    deps.log.error('the rows of this device differ from the server; they are read anew', {
      tables: different,
    });
    for (const table of different) doubt(deps.db, table);
    writePullState(deps.db, { ...before, cursor: START, resync: 'expired' });
    return different;
  });
}

async function readDigest(
  deps: SyncDeps,
  session: Session,
  upto: string,
): Promise<DigestAnswer['tables']> {
  try {
    const { data, error, status } = await session.client.rpc('sync_digest', { upto });
    if (error) throw restFailure(status, error);
    const answer = readAnswer(DigestAnswer, data);
    return answer.epoch === readPullState(deps.db).epoch ? answer.tables : null;
  } catch (error) {
    if (isOffline(error) || isSignedOut(error)) throw error;
    deps.log.warn('the backend gave no digest', { error });
    return null;
  }
}

/** Of the live rows that the server told of; orders that ended here, and were never sent, are not among them. */
async function digestOf(db: Database, table: SyncTable): Promise<{ rows: number; sum: string }> {
  let rows = 0;
  let sum = 0n;
  for (let after = ''; ;) {
    const page = db.all<{ id: string; xid: string }>(
      `select id, xid from server_rows where tbl = +? and id > +? and xid is not null
         and json_extract(row, '$.deleted_at') is null order by id limit ${SLICE_ROWS}`,
      table,
      after,
    );
    for (const { id, xid } of page) sum += BigInt(placeHash(id, xid));
    rows += page.length;
    const last = page.at(-1);
    if (!last || page.length < SLICE_ROWS) return { rows, sum: String(sum) };
    after = last.id;
    await breathe();
  }
}

/** `private.place_hash` of the migrations. */
export function placeHash(id: string, xid: string): number {
  return Number.parseInt(createHash('md5').update(`${id} ${xid}`).digest('hex').slice(0, 12), 16);
}

/** Whatever the server names is stored, also where its stamp is older; what it does not name is deleted here. */
function doubt(db: Database, table: SyncTable): void {
  db.run(
    'update server_rows set unconfirmed = 1, xid = null where tbl = ? and xid is not null',
    table,
  );
}
