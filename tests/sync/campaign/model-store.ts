import type {
  FieldConflict,
  Mutation,
  MutationResult,
  RejectionCode,
  SyncRow,
  SyncTable,
} from '../../../contract/sync.ts';
import { FORGETFUL, INSIDE, parentsOf } from './model-tables.ts';

/** One row with its stamps; never changed, only replaced. */
export interface Stored {
  user: string;
  xid: number;
  /** By column; `*` stands for those not changed since the row was made. */
  stamps: Readonly<Record<string, number>>;
  row: SyncRow;
}

/** One state of a row, in the order in which the server came to it. */
export interface Version {
  row: SyncRow;
  /** Who wrote it, and which columns, `*` for all; nobody where the server did. */
  session: string | null;
  fields: readonly string[];
}

export interface Caller {
  user: string;
  session: string;
}

/** A transaction that has begun before others that end earlier. */
export interface OpenTransaction {
  commit(work: () => void): void;
}

/** A mutation that came, and its verdict. */
interface Recorded {
  fingerprint: string;
  session: string;
  rowId: string;
  op: Mutation['op'];
  fields: readonly string[];
  xid: number;
  result: MutationResult;
}

interface State {
  rows: Map<string, Stored>;
  mutations: Map<string, Recorded>;
  calls: Map<string, unknown>;
}

/** What a call writes as: a session and its columns, or nobody. */
type Writer = { session: string; fields: readonly string[] } | null;

export class Rejection extends Error {
  readonly code: RejectionCode;
  constructor(code: RejectionCode, message: string) {
    super(message);
    this.code = code;
  }
}

export const keyOf = (table: SyncTable, id: string) => `${table} ${id}`;
export const tableOf = (key: string) => key.slice(0, key.indexOf(' ')) as SyncTable;
export const isGone = (row: SyncRow) =>
  row['deleted_at'] !== null && row['deleted_at'] !== undefined;
export const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Rows, transactions and what was recorded of calls: what the model of the server keeps, and nothing of what it decides. */
export interface ModelStore {
  readonly state: Readonly<State>;
  /** Paths of files that are there. */
  readonly objects: Set<string>;
  readonly epoch: string;
  /** The last transaction that began. */
  readonly xid: number;
  /** The transaction whose work is done now. */
  readonly current: number;
  /** Up to this transaction tombstones were forgotten. */
  readonly purged: number;
  newId(): string;
  /** Never the same twice, as the clock of the SQL's: what is deleted with a row is told from what was deleted beside it. */
  instant(): string;
  find(table: SyncTable, id: string): Stored | undefined;
  put(table: SyncTable, id: string, user: string, change: SyncRow): Stored;
  /** A transaction of its own, whose writes are those of this writer. */
  asWriter<T>(writer: Writer, work: () => T): T;
  inNewTransaction<T>(work: () => T): T;
  begin(): OpenTransaction;
  /** Transactions below this number have all ended. */
  settled(): number;
  forgetTombstones(): void;
  remember(): void;
  goBack(): boolean;
  historyOf(table: SyncTable, id: string): readonly Version[];
}

export function createModelStore(options: { now(): Date; newId(): string }): ModelStore {
  let state: State = { rows: new Map(), mutations: new Map(), calls: new Map() };
  let remembered: State | null = null;
  const history = new Map<string, Version[]>();
  const objects = new Set<string>();
  let epoch = options.newId();
  let xid = 100;
  let purged = 0;
  const open = new Set<number>();
  let current = 0;
  let writer: Writer = null;
  let lastInstant = 0;

  function inTransaction<T>(number: number, work: () => T): T {
    const before = current;
    current = number;
    try {
      return work();
    } finally {
      current = before;
    }
  }

  function asWriter<T>(author: Writer, work: () => T): T {
    const before = writer;
    writer = author;
    try {
      return work();
    } finally {
      writer = before;
    }
  }

  function put(table: SyncTable, id: string, user: string, change: SyncRow): Stored {
    const key = keyOf(table, id);
    const known = state.rows.get(key);
    const changed = Object.keys(change).filter(
      (column) => !known || !same(known.row[column], change[column]),
    );
    const number = Math.max(current, known?.xid ?? 0);
    const stamps = known
      ? { ...known.stamps, ...Object.fromEntries(changed.map((column) => [column, current])) }
      : { '*': current };
    const quiet = known && changed.length === 0;
    const stored: Stored = quiet
      ? known
      : {
          user,
          xid: number,
          stamps,
          row: {
            ...known?.row,
            ...change,
            id,
            user_id: user,
            sync_xid: String(number),
            updated_at: options.now().toISOString(),
          },
        };
    state.rows.set(key, stored);
    const versions = history.get(key) ?? [];
    versions.push({
      row: stored.row,
      session: writer?.session ?? null,
      fields: writer?.fields ?? [],
    });
    history.set(key, versions);
    if (known && isGone(known.row) !== isGone(stored.row)) follow(table, id, known, stored);
    return stored;
  }

  /** What is in a row goes along with it, and comes back with it; nobody asked for that by name. */
  function follow(table: SyncTable, id: string, before: Stored, after: Stored): void {
    asWriter(null, () => {
      for (const [child, column, then] of INSIDE[table] ?? []) {
        if (!isGone(after.row) && then === 'stays gone') continue;
        for (const [key, { row, user }] of state.rows) {
          if (!key.startsWith(`${child} `) || row[column] !== id) continue;
          const goesAlong = isGone(after.row)
            ? !isGone(row)
            : isGone(row) && row['deleted_at'] === before.row['deleted_at'];
          if (goesAlong)
            put(child, String(row['id']), user, { deleted_at: after.row['deleted_at'] });
        }
      }
    });
  }

  /** Who named what is forgotten names nothing any more. */
  function forgetNames(forgotten: ReadonlySet<string>): void {
    for (const [key, { user, row }] of state.rows) {
      for (const [column, parent] of parentsOf(tableOf(key))) {
        if (!forgotten.has(`${parent} ${String(row[column])}`)) continue;
        put(tableOf(key), String(row['id']), user, { [column]: null });
      }
    }
  }

  const nextXid = () => (xid += 1);
  const settled = () => Math.min(xid + 1, ...open);

  return {
    get state() {
      return state;
    },
    objects,
    get epoch() {
      return epoch;
    },
    get xid() {
      return xid;
    },
    get current() {
      return current;
    },
    get purged() {
      return purged;
    },
    newId: () => options.newId(),
    instant() {
      lastInstant = Math.max(lastInstant + 1, options.now().getTime());
      return new Date(lastInstant).toISOString();
    },
    find: (table, id) => state.rows.get(keyOf(table, id)),
    put,
    asWriter,
    inNewTransaction: (work) => inTransaction(nextXid(), work),
    begin() {
      const number = nextXid();
      open.add(number);
      return {
        commit(work) {
          inTransaction(number, work);
          open.delete(number);
        },
      };
    },
    settled,
    forgetTombstones() {
      const forgotten = new Set<string>();
      for (const [key, { xid: number, row }] of state.rows) {
        if (!FORGETFUL.includes(tableOf(key)) || !isGone(row) || number >= settled()) continue;
        purged = Math.max(purged, number);
        state.rows.delete(key);
        forgotten.add(key);
      }
      if (forgotten.size > 0) inTransaction(nextXid(), () => forgetNames(forgotten));
    },
    remember: () => void (remembered = copyOf(state)),
    goBack() {
      if (!remembered) return false;
      state = copyOf(remembered);
      epoch = options.newId();
      return true;
    },
    historyOf: (table, id) => history.get(keyOf(table, id)) ?? [],
  };
}

const copyOf = (state: State): State => ({
  rows: new Map(state.rows),
  mutations: new Map(state.mutations),
  calls: new Map(state.calls),
});

/** Fields that changed since `base` and hold another value than these: what these overwrite (rule S3). */
export function conflictsOf(
  known: Stored,
  base: number,
  fields: SyncRow,
  wasOwn: (stamp: number, field: string) => boolean,
): FieldConflict[] {
  return Object.keys(fields)
    .toSorted()
    .flatMap((field): FieldConflict[] => {
      const stamp = known.stamps[field];
      const rival =
        stamp !== undefined &&
        stamp > base &&
        !same(known.row[field], fields[field]) &&
        !wasOwn(stamp, field);
      return rival ? [{ field, lost: known.row[field] ?? null, won: fields[field] }] : [];
    });
}
