import type { Enqueue, QueueJobBody } from '../../../contract/functions/queue-job.ts';
import type { WorkspaceActionsBody } from '../../../contract/functions/workspace-actions.ts';
import {
  CLIENT_COLUMNS,
  type FieldConflict,
  type Mutation,
  type MutationResult,
  type PullAnswer,
  type PullCursor,
  type PushAnswer,
  type RejectionCode,
  type SyncRow,
  type SyncTable,
} from '../../../contract/sync.ts';
import { FORGETFUL, INSIDE, MEMBERSHIPS, PARENTS_OF, REQUIRED } from './model-tables.ts';

/** One row with its stamps; never changed, only replaced. */
interface Stored {
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

export interface Caller {
  user: string;
  session: string;
}

/** A transaction that has begun before others that end earlier. */
export interface OpenTransaction {
  commit(work: () => void): void;
}

export interface ModelServer {
  push(caller: Caller, mutations: readonly Mutation[]): PushAnswer;
  pull(caller: Caller, after: PullCursor, most: number): PullAnswer;
  queueJob(caller: Caller, body: QueueJobBody): unknown;
  workspaceActions(caller: Caller, body: WorkspaceActionsBody): unknown;
  upload(path: string): void;
  /** A new account, with a few rows that are there before any device; answers them. */
  join(user: string): { table: SyncTable; row: SyncRow }[];
  begin(): OpenTransaction;
  /** One step of some job of a user; inside a transaction. */
  work(user: string, pick: (count: number) => number): void;
  forgetTombstones(): void;
  remember(): void;
  /** Back to what was remembered; false if nothing was. */
  goBack(): boolean;
  rows(user: string): { table: SyncTable; row: SyncRow }[];
  historyOf(table: SyncTable, id: string): readonly Version[];
  /** Rows whose file is not there (rule S8 forbids them). */
  withoutFile(): string[];
}

class Rejection extends Error {
  readonly code: RejectionCode;
  constructor(code: RejectionCode, message: string) {
    super(message);
    this.code = code;
  }
}

const keyOf = (table: SyncTable, id: string) => `${table} ${id}`;
const tableOf = (key: string) => key.slice(0, key.indexOf(' ')) as SyncTable;
const isGone = (row: SyncRow) => row['deleted_at'] !== null && row['deleted_at'] !== undefined;
const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);
const fingerprintOf = (mutation: Mutation) => JSON.stringify(mutation);

/**
 * What the backend promises a device, as a second program that shares no line with the SQL: idempotent pushes that merge
 * by field (S2, S3), pulls in the order of transactions of which some are late to end (S4), tombstones, epochs (S6), files
 * before rows (S8). Small and in memory, so that thousands of schedules run in seconds; that it is the SQL's equal is
 * shown by differential.test.ts.
 */
export function createModelServer(options: { now(): Date; newId(): string }): ModelServer {
  let state: State = { rows: new Map(), mutations: new Map(), calls: new Map() };
  let remembered: State | null = null;
  const history = new Map<string, Version[]>();
  const objects = new Set<string>();
  let epoch = options.newId();
  let xid = 100;
  let purged = 0;
  const open = new Set<number>();
  /** The transaction whose work is done now. */
  let current = 0;
  let writer: { session: string; fields: readonly string[] } | null = null;

  const instant = () => options.now().toISOString();

  function inTransaction<T>(number: number, work: () => T): T {
    const before = current;
    current = number;
    try {
      return work();
    } finally {
      current = before;
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
          row: { ...known?.row, ...change, id, user_id: user, sync_xid: String(number) },
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

  function follow(table: SyncTable, id: string, before: Stored, after: Stored): void {
    const author = writer;
    writer = null;
    for (const [child, column, then] of INSIDE[table] ?? []) {
      if (!isGone(after.row) && then === 'stays gone') continue;
      for (const [key, { row, user }] of state.rows) {
        if (!key.startsWith(`${child} `) || row[column] !== id) continue;
        const goesAlong = isGone(after.row)
          ? !isGone(row)
          : isGone(row) && row['deleted_at'] === before.row['deleted_at'];
        if (goesAlong) put(child, String(row['id']), user, { deleted_at: after.row['deleted_at'] });
      }
    }
    writer = author;
  }

  function checkReferences({ user }: Caller, table: SyncTable, row: SyncRow): void {
    for (const [column, parentTable] of Object.entries(PARENTS_OF[table] ?? {})) {
      const id = row[column];
      if (typeof id !== 'string') continue;
      const parent = state.rows.get(keyOf(parentTable, id));
      if (!parent) throw new Rejection('invalid', `${column} names nothing`);
      if (parent.user !== user) throw new Rejection('forbidden', 'not one owner');
      if (isGone(parent.row)) throw new Rejection('deleted', `${column} names what is deleted`);
    }
    if (table !== 'user_library' || !('storage_path' in row)) return;
    const path = String(row['storage_path']);
    if (!path.startsWith(`${user}/`)) throw new Rejection('forbidden', 'another folder');
    if (!objects.has(path)) throw new Rejection('file_missing', 'not uploaded');
  }

  function wasOwn(caller: Caller, rowId: string, number: number, op: string, field?: string) {
    for (const known of state.mutations.values()) {
      const own = known.rowId === rowId && known.xid === number && known.session === caller.session;
      if (own && known.op === op && (field === undefined || known.fields.includes(field)))
        return true;
    }
    return false;
  }

  function conflictsOf(caller: Caller, known: Stored, base: number, fields: SyncRow) {
    return Object.keys(fields)
      .toSorted()
      .flatMap((field): FieldConflict[] => {
        const stamp = known.stamps[field];
        const rival =
          stamp !== undefined &&
          stamp > base &&
          !same(known.row[field], fields[field]) &&
          !wasOwn(caller, String(known.row['id']), stamp, 'upsert', field);
        return rival ? [{ field, lost: known.row[field] ?? null, won: fields[field] }] : [];
      });
  }

  function upsert(caller: Caller, { table, rowId, base, fields }: Mutation): FieldConflict[] {
    const known = state.rows.get(keyOf(table, rowId));
    const membership = MEMBERSHIPS.has(table);
    if (table === 'profiles' ? rowId !== caller.user : known && known.user !== caller.user) {
      throw new Rejection('forbidden', 'not yours');
    }
    if (!known) {
      if (base !== null && !membership) throw new Rejection('deleted', 'deleted');
      checkReferences(caller, table, fields);
      const lacking = (REQUIRED[table] ?? []).some((column) => fields[column] == null);
      if (lacking) throw new Rejection('invalid', 'a column is missing');
      const defaults = table === 'user_library' ? UNTOUCHED : {};
      put(table, rowId, caller.user, {
        ...defaults,
        created_at: instant(),
        deleted_at: null,
        ...fields,
      });
      return [];
    }
    if (isGone(known.row)) {
      const knew = base !== null && Number(base) >= known.xid;
      const died = known.stamps['deleted_at'] ?? -1;
      if (!membership && !knew && !wasOwn(caller, rowId, died, 'delete')) {
        throw new Rejection('deleted', 'deleted');
      }
      checkReferences(caller, table, { ...known.row, ...fields });
      put(table, rowId, caller.user, { ...fields, deleted_at: null });
      return [];
    }
    const whole = membership || ['storage_path', 'sha256', 'mime'].some((name) => name in fields);
    const conflicts = conflictsOf(caller, known, Number(base ?? 0), fields);
    checkReferences(caller, table, whole ? { ...known.row, ...fields } : fields);
    put(table, rowId, caller.user, fields);
    return conflicts;
  }

  function apply(caller: Caller, mutation: Mutation): MutationResult {
    const { id, table, rowId, op, fields } = mutation;
    const columns: readonly string[] = CLIENT_COLUMNS[table];
    writer = { session: caller.session, fields: Object.keys(fields) };
    try {
      if (Object.keys(fields).some((column) => !columns.includes(column))) {
        throw new Rejection('forbidden', 'no such column');
      }
      let conflicts: FieldConflict[] = [];
      if (op === 'upsert') conflicts = upsert(caller, mutation);
      else {
        const known = state.rows.get(keyOf(table, rowId));
        if (table === 'profiles' || (known && known.user !== caller.user)) {
          throw new Rejection('forbidden', 'not yours');
        }
        const at = known && isGone(known.row) ? known.row['deleted_at'] : instant();
        if (known) put(table, rowId, caller.user, { deleted_at: at });
      }
      const row = state.rows.get(keyOf(table, rowId))?.row ?? null;
      return { id, status: 'applied', row, conflicts };
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      return { id, status: 'rejected', code: error.code, message: error.message };
    } finally {
      writer = null;
    }
  }

  function pushOne(caller: Caller, mutation: Mutation): MutationResult {
    const key = `${caller.user} ${mutation.id}`;
    const fingerprint = fingerprintOf(mutation);
    const known = state.mutations.get(key);
    if (known?.fingerprint === fingerprint) {
      // The same verdict, with the row as it is by now.
      const row = state.rows.get(keyOf(mutation.table, mutation.rowId))?.row ?? null;
      return known.result.status === 'applied' ? { ...known.result, row } : known.result;
    }
    if (known) {
      const { id } = mutation;
      return { id, status: 'rejected', code: 'changed_body', message: 'another body' };
    }
    const result = apply(caller, mutation);
    state.mutations.set(key, {
      fingerprint,
      session: caller.session,
      rowId: mutation.rowId,
      op: mutation.op,
      fields: Object.keys(mutation.fields),
      xid: current,
      result,
    });
    return result;
  }

  function asCall<T>({ session }: Caller, work: () => T): T {
    writer = { session, fields: ['*'] };
    try {
      return inTransaction(nextXid(), work);
    } finally {
      writer = null;
    }
  }

  const nextXid = () => (xid += 1);
  const settled = () => Math.min(xid + 1, ...open);

  function pageOf(user: string, after: PullCursor, before: number) {
    const since = Number(after.xid);
    return [...state.rows]
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

  /** The end of a page that splits no transaction; null where all fits. */
  function endOfPage(rows: readonly { number: number }[], most: number): number | null {
    const first = rows.slice(0, most + 1).map(({ number }) => number);
    const last = first.at(-1);
    if (first.length <= most || last === undefined) return null;
    return first.findLast((number) => number < last) ?? last;
  }

  function enqueue({ user }: Caller, { orderId, request, items, quote }: Enqueue): unknown {
    const at = instant();
    put('orders', orderId, user, {
      type: request.type,
      status: 'processing',
      request,
      provider: 'draft',
      quote,
      charged: 0,
      error: null,
      created_at: at,
      completed_at: null,
      deleted_at: null,
    });
    items.forEach(({ itemId, jobId }, sequence) => {
      put('order_items', itemId, user, { order_id: orderId, sequence, deleted_at: null });
      put('jobs', jobId, user, {
        order_id: orderId,
        item_id: itemId,
        sequence,
        status: 'queued',
        stage: null,
        progress: 0,
        attempts: 0,
        max_attempts: 3,
        run_after: null,
        cancel_requested: false,
        price: 0,
        error: null,
        created_at: at,
        updated_at: at,
        deleted_at: null,
      });
    });
    return { orderId, status: 'processing', held: 0, balance: 100 };
  }

  function beginnings(user: string): { table: SyncTable; row: SyncRow }[] {
    const begun: { table: SyncTable; row: SyncRow }[] = [];
    const make = (table: SyncTable, fields: SyncRow) => {
      const id = options.newId();
      const at = { created_at: instant(), deleted_at: null };
      begun.push({ table, row: put(table, id, user, { ...fields, ...at }).row });
      return id;
    };
    for (const letter of ['a', 'b']) {
      const sha256 = letter.repeat(64);
      const path = `${user}/${letter}${letter}/${sha256}.webp`;
      objects.add(path);
      make('user_library', {
        ...PICTURE,
        sha256,
        storage_path: path,
        origin: 'imported',
        file_name: null,
        ...UNTOUCHED,
      });
    }
    make('user_collections', { name: 'Harbours', parent_id: null, search: null });
    const project = make('projects', { title: 'Fog', description: '', character_id: null });
    make('scenes', { project_id: project, position: 1, prompt: '' });
    make('conversations', { title: 'Talk', agent_id: null, project_id: null });
    return begun;
  }

  function jobsOf(user: string, where: (row: SyncRow) => boolean): SyncRow[] {
    return [...state.rows]
      .filter(
        ([key, stored]) => key.startsWith('jobs ') && stored.user === user && where(stored.row),
      )
      .map(([, { row }]) => row);
  }

  function complete(user: string, job: SyncRow): void {
    const id = options.newId();
    const sha256 = id.replaceAll('-', '').repeat(2);
    put('jobs', String(job['id']), user, { status: 'completed', progress: 1 });
    put('workspace_assets', id, user, {
      ...PICTURE,
      order_id: job['order_id'],
      job_id: job['id'],
      storage_path: `${user}/${id}.webp`,
      sha256,
      created_at: instant(),
      expires_at: '2027-11-21T08:00:00.000Z',
      deleted_at: null,
    });
    const profile = state.rows.get(keyOf('profiles', user))?.row ?? {};
    put('profiles', user, user, { total_generations: Number(profile['total_generations']) + 1 });
    const left = jobsOf(user, (row) => row['order_id'] === job['order_id'] && isOpenJob(row));
    if (left.length === 0) put('orders', String(job['order_id']), user, { status: 'completed' });
  }

  function promote(
    { user }: Caller,
    item: { assetId: string; libraryId: string; createdAt: string },
  ) {
    const asset = state.rows.get(keyOf('workspace_assets', item.assetId));
    if (asset?.user !== user) return { id: item.assetId, status: 'refused', code: 'not_found' };
    const { sha256, order_id: _, job_id: __, storage_path: ___, ...facts } = asset.row;
    const path = `${user}/${String(sha256).slice(0, 2)}/${String(sha256)}.webp`;
    objects.add(path);
    if (!state.rows.has(keyOf('user_library', item.libraryId))) {
      put('user_library', item.libraryId, user, {
        ...Object.fromEntries(Object.keys(PICTURE).map((column) => [column, facts[column]])),
        sha256,
        storage_path: path,
        origin: 'generated',
        file_name: null,
        ...UNTOUCHED,
        created_at: item.createdAt,
        deleted_at: null,
      });
    }
    if (!isGone(asset.row)) put('workspace_assets', item.assetId, user, { deleted_at: instant() });
    const kept = state.rows.get(keyOf('user_library', item.libraryId))?.row ?? null;
    return { id: item.assetId, status: 'done', row: kept };
  }

  function hide({ user }: Caller, id: string, gone: boolean) {
    const asset = state.rows.get(keyOf('workspace_assets', id));
    if (asset?.user !== user) return { id, status: 'refused', code: 'not_found' };
    if (isGone(asset.row) !== gone) {
      put('workspace_assets', id, user, { deleted_at: gone ? instant() : null });
    }
    return { id, status: 'done', row: state.rows.get(keyOf('workspace_assets', id))?.row };
  }

  function cancel(
    { user }: Caller,
    orderId: string,
    jobIds: readonly string[] | undefined,
  ): unknown {
    const wanted = jobsOf(user, (row) => row['order_id'] === orderId && isOpenJob(row)).filter(
      (row) => !jobIds || jobIds.includes(String(row['id'])),
    );
    for (const job of wanted) put('jobs', String(job['id']), user, { status: 'cancelled' });
    const left = jobsOf(user, (row) => row['order_id'] === orderId && isOpenJob(row));
    if (wanted.length > 0 && left.length === 0)
      put('orders', orderId, user, { status: 'cancelled' });
    return { orderId, status: 'cancelled', held: 0, balance: 100 };
  }

  return {
    push: (caller, mutations) =>
      inTransaction(nextXid(), () => ({
        epoch,
        results: mutations.map((mutation) => pushOne(caller, mutation)),
      })),
    pull({ user }, after, most) {
      const since = Number(after.xid);
      const floor = since === 0 ? purged : Number(after.floor ?? -1);
      if (since > 0 && ((since < purged && floor < purged) || since > xid)) {
        const cursor = { xid: '0', table: '', id: '' };
        return { epoch, expired: true, rows: [], cursor, more: true, pending: false };
      }
      const before = settled();
      const found = pageOf(user, after, before);
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
      const late = [...state.rows.values()].some(
        (stored) => stored.user === user && stored.xid >= before,
      );
      return {
        epoch,
        expired: false,
        rows,
        cursor,
        more: end !== null,
        pending: end === null && late,
      };
    },
    queueJob: (caller, body) =>
      asCall(caller, () => {
        if (body.action === 'cancel') return cancel(caller, body.orderId, body.jobIds);
        if (body.action === 'retry') throw new Error('nobody retries here');
        const known = state.calls.get(body.orderId);
        if (known) return known;
        const answer = enqueue(caller, body);
        state.calls.set(body.orderId, answer);
        return answer;
      }),
    workspaceActions: (caller, body) =>
      asCall(caller, () => ({
        results:
          body.action === 'promote'
            ? body.items.map((item) => promote(caller, item))
            : body.assetIds.map((id) => hide(caller, id, body.action === 'discard')),
      })),
    upload: (path) => void objects.add(path),
    join(user) {
      inTransaction(nextXid(), () => {
        const columns = { full_name: null, language: 'en', theme: 'dark', credits_balance: 100 };
        put('profiles', user, user, { ...columns, total_generations: 0, deleted_at: null });
      });
      return inTransaction(nextXid(), () => beginnings(user));
    },
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
    work(user, pick) {
      const waiting = jobsOf(user, isOpenJob);
      const job = waiting[pick(waiting.length)];
      if (!job) return;
      if (job['status'] === 'queued') {
        put('jobs', String(job['id']), user, { status: 'running', progress: 0.5, attempts: 1 });
      } else complete(user, job);
    },
    forgetTombstones() {
      for (const [key, { xid: number, row }] of state.rows) {
        if (!FORGETFUL.includes(tableOf(key)) || !isGone(row) || number >= settled()) continue;
        purged = Math.max(purged, number);
        state.rows.delete(key);
      }
    },
    remember: () => (remembered = copyOf(state)),
    goBack() {
      if (!remembered) return false;
      state = copyOf(remembered);
      epoch = options.newId();
      return true;
    },
    rows: (user) =>
      [...state.rows]
        .filter(([, stored]) => stored.user === user)
        .map(([key, { row }]) => ({ table: tableOf(key), row })),
    historyOf: (table, id) => history.get(keyOf(table, id)) ?? [],
    withoutFile: () =>
      [...state.rows]
        .filter(([key, { row }]) => {
          const named = key.startsWith('user_library ') && !isGone(row);
          return named && !objects.has(String(row['storage_path']));
        })
        .map(([key]) => key),
  };
}

const copyOf = (state: State): State => ({
  rows: new Map(state.rows),
  mutations: new Map(state.mutations),
  calls: new Map(state.calls),
});

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const isOpenJob = (row: SyncRow) => row['status'] === 'queued' || row['status'] === 'running';

/** What a picture says of itself, whoever names it. */
export const PICTURE: SyncRow = {
  mime: 'image/webp',
  bytes: 10,
  width: 8,
  height: 8,
  recipe: {
    version: 1,
    prompt: 'A lighthouse',
    model: 'draft/studio',
    modelName: 'Draft',
    provider: 'draft',
    isAi: false,
    aspectRatio: '1:1',
    size: { width: 64, height: 64 },
    quality: 'draft',
    format: 'webp',
    createdAt: '2026-11-21T08:00:00.000Z',
    software: 'Atelier',
  },
};

/** A work that nobody said a word about yet. */
const UNTOUCHED: SyncRow = {
  custom_title: null,
  is_favorite: false,
  trashed_at: null,
  notes: null,
  rating: 0,
  tags: [],
  project_id: null,
  visibility: 'private',
  content_category: 'sfw',
};
