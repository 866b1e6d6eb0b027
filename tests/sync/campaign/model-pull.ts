import { createHash } from 'node:crypto';
import type { DigestAnswer, PullAnswer, PullCursor, SyncTable } from '../../../contract/sync.ts';
import { type Caller, isGone, type ModelStore, tableOf } from './model-store.ts';

/**
 * What changed after a place, in the order of transactions that have all ended, none of them split (S4); or that the
 * place is too old to say (S6).
 */
export function pullFrom(
  store: ModelStore,
  { user }: Caller,
  after: PullCursor,
  most: number,
): PullAnswer {
  const { epoch, purged } = store;
  const since = Number(after.xid);
  const floor = since === 0 ? purged : Number(after.floor ?? -1);
  if (since > 0 && ((since < purged && floor < purged) || since > store.xid)) {
    const cursor = { xid: '0', table: '', id: '' };
    return { epoch, expired: true, rows: [], cursor, more: true, pending: false };
  }
  const before = store.settled();
  const found = rowsAfter(store, user, after, before);
  const end = endOfPage(found, most);
  const rows = found
    .filter(({ number }) => end === null || number <= end)
    .map(({ table, id, number, row }) => ({ table, id, xid: String(number), row }));
  const cursor: PullCursor = {
    xid: String(end ?? Math.max(since, before - 1)),
    table: '~',
    id: '',
    ...(end === null || floor < 0 ? {} : { floor: String(floor) }),
  };
  const late = [...store.state.rows.values()].some(
    (stored) => stored.user === user && stored.xid >= before,
  );
  return { epoch, expired: false, rows, cursor, more: end !== null, pending: end === null && late };
}

function rowsAfter(store: ModelStore, user: string, after: PullCursor, before: number) {
  const since = Number(after.xid);
  return [...store.state.rows]
    .filter(([key, { user: owner, xid: number, row }]) => {
      if (owner !== user || number < since || number >= before) return false;
      const table = tableOf(key);
      const place = table === after.table ? String(row['id']) > after.id : table > after.table;
      return number > since || place;
    })
    .map(([key, { xid: number, row }]) => ({
      table: tableOf(key),
      id: String(row['id']),
      number,
      row,
    }))
    .toSorted((a, b) => a.number - b.number || order(a.table, b.table) || order(a.id, b.id));
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The end of a page that splits no transaction; null where all fits. */
function endOfPage(rows: readonly { number: number }[], most: number): number | null {
  const first = rows.slice(0, most + 1).map(({ number }) => number);
  const last = first.at(-1);
  if (first.length <= most || last === undefined) return null;
  return first.findLast((number) => number < last) ?? last;
}

/** How many live rows there are of each table and the sum of what each hashes to, to a device that has all of them (S10). */
export function digestFor(store: ModelStore, { user }: Caller, upto: string): DigestAnswer {
  const tables: Partial<Record<SyncTable, { rows: number; sum: string }>> = {};
  for (const [key, { user: owner, xid, row }] of store.state.rows) {
    if (owner !== user) continue;
    // Something has changed since: nothing can be said.
    if (xid > Number(upto)) return { epoch: store.epoch, tables: null };
    if (isGone(row)) continue;
    const table = tableOf(key);
    const { rows, sum } = tables[table] ?? { rows: 0, sum: '0' };
    tables[table] = { rows: rows + 1, sum: String(BigInt(sum) + hashOf(String(row['id']), xid)) };
  }
  return { epoch: store.epoch, tables };
}

/** 48 bits of md5. */
function hashOf(id: string, xid: number): bigint {
  const digest = createHash('md5').update(`${id} ${xid}`).digest('hex');
  return BigInt(`0x${digest.slice(0, 12)}`);
}
