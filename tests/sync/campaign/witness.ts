import type { SyncRow, SyncTable } from '../../../contract/sync.ts';
import { allRows, effectsOf } from '../../../core/library/outbox.ts';
import type { MemoryDevice } from './memory-device.ts';
import type { ModelServer } from './model-server.ts';
import type { Version } from './model-store.ts';
import { PARENTS_OF } from './model-tables.ts';
import { columnsOf, type Rows, SEEN, seenOn } from './view.ts';

/**
 * Watches what a creator sees on each device at every step, and holds it against what they did there and what the
 * server came to, in its own order:
 *
 *   read-your-writes   a field shows what was written here last, until the server has it; then that or what came later
 *   monotonic reads    a field never shows an older word of the server than it did; a row that was deleted comes back
 *                      only if somebody brought it back
 *
 * Knows nothing of outboxes, cursors and effects.
 */
export interface Witness {
  /** All that a row holds that was made here just now. */
  made(device: MemoryDevice, table: SyncTable, id: string): void;
  wrote(device: MemoryDevice, table: SyncTable, id: string, fields: SyncRow): void;
  deleted(device: MemoryDevice, table: SyncTable, id: string): void;
  /** A refused edit was given up on this device. */
  gaveUp(device: MemoryDevice, table: SyncTable, id: string): void;
  /** The server went back in time: what was seen may go. */
  forget(): void;
  look(device: MemoryDevice): void;
}

interface Known {
  /** The newest state of the server that this row has shown; -1 before the first. */
  row: number;
  fields: Map<string, number>;
  /** What was written here last, by field, and how far the server was by then. */
  own: Map<string, { value: unknown; since: number }>;
  /** The same of a row that is gone, while its edits wait or are set aside: they are shown again if it comes back. */
  waiting: Known['own'];
  deletedHere: boolean;
  shown: boolean;
  last: SyncRow;
}

/** What calls do to these shows here before the server says it; their rows are compared at the end. */
const JUDGED_AT_THE_END: ReadonlySet<SyncTable> = new Set([
  'orders',
  'order_items',
  'jobs',
  'workspace_assets',
]);

export function createWitness(
  server: ModelServer,
  session: (device: MemoryDevice) => string,
): Witness {
  const memories = new Map<string, Map<string, Known>>();
  let lenient = false;

  function knownOf(device: MemoryDevice, table: SyncTable, id: string): Known {
    let memory = memories.get(device.name);
    if (!memory) memories.set(device.name, (memory = new Map()));
    const key = `${table} ${id}`;
    let known = memory.get(key);
    if (!known) {
      known = {
        row: -1,
        fields: new Map(),
        own: new Map(),
        waiting: new Map(),
        deletedHere: false,
        shown: false,
        last: {},
      };
      memory.set(key, known);
    }
    return known;
  }

  function lookAtRow(device: MemoryDevice, table: SyncTable, id: string, row: SyncRow): void {
    const known = knownOf(device, table, id);
    const history = server.historyOf(table, id);
    const fail = (what: string) => {
      throw new Error(`${device.name}, ${table} ${id}: ${what}`);
    };
    if (known.deletedHere && !isRevived(history, known, session(device))) {
      fail('was deleted here and is seen');
    }
    if (!known.shown && known.row >= 0 && !isHereAgain(history, known)) fail('came back by itself');
    if (!known.shown) known.own = new Map([...known.waiting, ...known.own]);
    known.shown = true;
    known.last = row;
    for (const field of columnsOf(table)) {
      const at = placeOf(history, field, row[field], known, session(device));
      if (at === null)
        fail(`${field} shows ${JSON.stringify(row[field])}, ${told(history, field, known)}`);
      else if (at >= 0) {
        known.fields.set(field, at);
        known.row = Math.max(known.row, at);
      }
    }
  }

  /** Somebody else's word came after the deletion that was made here. */
  function isRevived(history: readonly Version[], known: Known, mine: string): boolean {
    // Made and deleted before the server heard of it: nothing of it is under way.
    const isUnheard = known.row < 0 && !history.some(({ session: by }) => by === mine);
    const died = isUnheard
      ? 0
      : history.findLastIndex(({ row, session: by }) => by === mine && row['deleted_at'] !== null);
    const at = history.findIndex(({ row }, index) => index >= died && row['deleted_at'] === null);
    if (died < 0 || at < 0) return false;
    known.deletedHere = false;
    known.row = Math.max(known.row, at);
    return true;
  }

  function isHereAgain(history: readonly Version[], known: Known): boolean {
    return (
      known.own.size > 0 || history.slice(known.row).some(({ row }) => row['deleted_at'] === null)
    );
  }

  function lookAtMissing(device: MemoryDevice, table: SyncTable, id: string, known: Known): void {
    if (!known.shown) return;
    const history = server.historyOf(table, id);
    const at = history.findIndex(
      ({ row }, index) => index >= known.row && row['deleted_at'] !== null,
    );
    // What lies in something that was deleted here may go with it at once.
    const wentAlong = isInsideDeleted(device, table, known.last);
    if (at < 0 && !known.deletedHere && !wentAlong) {
      throw new Error(`${device.name}, ${table} ${id}: vanished, and nobody deleted it`);
    }
    known.row = Math.max(known.row, at);
    known.shown = false;
    known.waiting = isEditedOn(device, table, id) ? known.own : new Map();
    known.own = new Map();
  }

  function isEditedOn({ eyes }: MemoryDevice, table: SyncTable, id: string): boolean {
    return allRows(eyes).some(({ seq }) =>
      effectsOf(eyes, seq).some((effect) => effect.table === table && effect.rowId === id),
    );
  }

  function isInsideDeleted(device: MemoryDevice, table: SyncTable, row: SyncRow): boolean {
    return Object.entries(PARENTS_OF[table] ?? {}).some(([column, parent]) => {
      const id = row[column];
      if (typeof id !== 'string') return false;
      const known = knownOf(device, parent, id);
      return known.deletedHere || isInsideDeleted(device, parent, known.last);
    });
  }

  function wrote(device: MemoryDevice, table: SyncTable, id: string, fields: SyncRow): void {
    const known = knownOf(device, table, id);
    known.deletedHere = false;
    const since = server.historyOf(table, id).length;
    for (const [field, value] of Object.entries(fields)) known.own.set(field, { value, since });
  }

  return {
    wrote,
    made(device, table, id) {
      const { id: _, ...fields } = seenOn(device.eyes, table).get(id) ?? {};
      wrote(device, table, id, fields);
    },
    deleted(device, table, id) {
      const known = knownOf(device, table, id);
      known.deletedHere = true;
      known.own.clear();
      known.waiting.clear();
    },
    gaveUp(device, table, id) {
      const known = knownOf(device, table, id);
      known.own.clear();
      known.waiting.clear();
      known.fields.clear();
      known.deletedHere = false;
      known.row = -1;
      known.shown = false;
    },
    forget() {
      lenient = true;
    },
    look(device) {
      const written = device.written();
      if (lenient) return;
      for (const table of TABLES) {
        if (!written.has(SEEN[table] ? table : 'other_rows')) continue;
        const rows: Rows = seenOn(device.eyes, table);
        for (const [id, row] of rows) lookAtRow(device, table, id, row);
        for (const [key, known] of memories.get(device.name) ?? []) {
          const [of, id = ''] = key.split(' ');
          if (of === table && !rows.has(id)) lookAtMissing(device, table, id, known);
        }
      }
    },
  };
}

const TABLES: readonly SyncTable[] = (
  [
    'profiles',
    'user_library',
    'user_collections',
    'collection_items',
    'characters',
    'projects',
    'scenes',
    'character_scenes',
    'templates',
    'brands',
    'personalization_tokens',
    'prompts',
    'agents',
    'conversations',
    'messages',
    'not_duplicates',
  ] as const
).filter((table) => !JUDGED_AT_THE_END.has(table));

/**
 * Where in the server's history a shown value stands; -1 where it is only written here yet, null where it cannot be:
 * older than what was shown before, or than what was written here.
 */
function placeOf(
  history: readonly Version[],
  field: string,
  value: unknown,
  known: Known,
  session: string,
): number | null {
  let from = known.fields.get(field) ?? 0;
  const written = known.own.get(field);
  if (written) {
    const own = written.value;
    const applied = history.findLastIndex(
      (version, at) =>
        at >= written.since &&
        version.session === session &&
        concerns(version, field) &&
        same(version.row[field] ?? null, own ?? null),
    );
    if (applied < 0) return same(value, own) ? -1 : null;
    from = Math.max(from, applied);
  }
  for (let at = from; at < history.length; at += 1) {
    if (same(history[at]?.row[field] ?? null, value ?? null)) return at;
  }
  return null;
}

/** Who makes a row writes all of it. */
function concerns({ fields }: Version, field: string): boolean {
  return fields.includes(field) || fields.includes('*') || fields.includes('created_at');
}

function told(history: readonly Version[], field: string, known: Known): string {
  const values = history.map(({ row }) => row[field]);
  const written = known.own.get(field);
  const own = written ? `, written here ${JSON.stringify(written.value)}` : '';
  return `the server had ${JSON.stringify(values)}, seen up to ${known.fields.get(field) ?? 'none'}${own}`;
}

const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);
