import { randomUUID } from 'node:crypto';
import { type Engine, DatabaseError, type RequestContext, type Tx } from '../engine/engine.ts';
import type { InFlight } from '../gateway/in-flight.ts';
import type { Log } from '../gateway/log.ts';
import { type Condition, FilterError, parseFilter, quoteName, toSql } from './filter.ts';

export interface Binding {
  event: string;
  schema: string;
  table?: string | undefined;
  filter?: string | undefined;
  select?: string[] | undefined;
}

interface Column {
  name: string;
  type: string;
  sqlType: string;
  isKey: boolean;
}

interface Table {
  entity: string;
  schema: string;
  table: string;
  secured: boolean;
  fullReplica: boolean;
  columns: Column[];
}

interface Subscription {
  id: number;
  entities: Set<string>;
  event: string;
  conditions: Condition[];
  select: Set<string> | null;
}

/** One channel's changes. `context` is asked each time, because a channel may get a new token. */
export interface Subscriber {
  context(): RequestContext;
  deliver(ids: number[], data: ChangeData): void;
}

export interface ChangeData {
  schema: string;
  table: string;
  type: string;
  commit_timestamp: string;
  columns: { name: string; type: string }[];
  record?: Record<string, unknown>;
  old_record?: Record<string, unknown>;
  errors: null;
}

export interface StoredMessage {
  id: string;
  topic: string;
  event: string;
  private: boolean;
  payload: unknown;
}

interface OutboxRow {
  id: string;
  kind: 'change' | 'message';
  entity: string | null;
  committed_at: Date;
  payload: Record<string, unknown>;
}

interface Change {
  type: string;
  record: Record<string, unknown> | null;
  old_record: Record<string, unknown> | null;
}

/**
 * A committed write wakes this process at once, while the answer to whoever wrote is still on its way out. The answer
 * goes first (WIRE 36), unless it takes that long; and writes that come in a row are taken together.
 */
const LONGEST_ANSWER_MS = 40;
const BATCH = 500;

interface ChangesDeps {
  engine: Engine;
  log: Log;
  inFlight: InFlight;
  onMessage(message: StoredMessage): void;
}

/** Reads the outbox that the triggers fill, and hands each change to those whose filter and policies let it through. */
export class Changes {
  readonly #deps: ChangesDeps;
  readonly #subscribers = new Map<Subscriber, { key: string; subscriptions: Subscription[] }>();
  #nextId = 1;
  #stop: (() => Promise<void>) | undefined;
  #draining: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(deps: ChangesDeps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {
    const { engine } = this.#deps;
    await engine.transaction('admin', (tx) =>
      tx.exec(`truncate realtime.subscription, realtime.outbox;
               delete from realtime.messages where inserted_at < now() - interval '3 days';
               select realtime.sync_capture()`),
    );
    this.#stop = await engine.listen('realtime_outbox', () => this.#wake());
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#stop?.();
    await this.#draining;
  }

  /**
   * The ids of the bindings, in their order. Throws {@link FilterError} when a table is not published or a filter makes
   * no sense.
   */
  async subscribe(subscriber: Subscriber, bindings: readonly Binding[]): Promise<number[]> {
    const key = randomUUID();
    const subscriptions = await this.#deps.engine.transaction('admin', async (tx) => {
      await tx.exec('select realtime.sync_capture()');
      const made: Subscription[] = [];
      for (const binding of bindings) made.push(await this.#resolve(tx, binding));
      const entities = new Set(made.flatMap((one) => [...one.entities]));
      await tx.query(
        'insert into realtime.subscription (subscription_id, entity) select $1, unnest($2::oid[])',
        [key, [...entities]],
      );
      return made;
    });
    this.#subscribers.set(subscriber, { key, subscriptions });
    return subscriptions.map(({ id }) => id);
  }

  async unsubscribe(subscriber: Subscriber): Promise<void> {
    const found = this.#subscribers.get(subscriber);
    if (!found || !this.#subscribers.delete(subscriber) || this.#closed) return;
    await this.#deps.engine.transaction('admin', (tx) =>
      tx.query('delete from realtime.subscription where subscription_id = $1', [found.key]),
    );
  }

  async #resolve(tx: Tx, { event, schema, table, filter, select }: Binding): Promise<Subscription> {
    const { rows } = await tx.query<{ entity: string }>(
      `select c.oid::text as entity
         from pg_publication_tables as p
         join pg_namespace as n on n.nspname = p.schemaname
         join pg_class as c on c.relnamespace = n.oid and c.relname = p.tablename
        where p.pubname = 'supabase_realtime' and ($1 = '*' or p.schemaname = $1)
          and ($2 = '*' or p.tablename = $2)`,
      [schema, table ?? '*'],
    );
    if (rows.length === 0)
      throw new FilterError('Please check Realtime is enabled for the given connect parameters');
    const conditions = parseFilter(filter);
    for (const { entity } of rows) {
      const { columns } = await describeTable(tx, entity);
      const names = new Set(columns.map(({ name }) => name));
      const unknown = conditions.find(({ column }) => !names.has(column));
      if (unknown) throw new FilterError(`invalid column for filter ${unknown.column}`);
    }
    const entities = new Set(rows.map((row) => row.entity));
    return {
      id: this.#nextId++,
      entities,
      event,
      conditions,
      select: select?.length ? new Set(select) : null,
    };
  }

  #wake(): void {
    this.#again = true;
    if (this.#closed || this.#draining) return;
    this.#draining = this.#drain()
      .catch((error: unknown) =>
        this.#deps.log.error('realtime: could not read changes', { error }),
      )
      .finally(() => {
        this.#draining = undefined;
      });
  }

  async #drain(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      await this.#deps.inFlight.answered(LONGEST_ANSWER_MS);
      for (;;) {
        if (this.#closed) return;
        const rows = await this.#take();
        await this.#dispatch(rows);
        if (rows.length < BATCH) break;
      }
    }
  }

  async #take(): Promise<OutboxRow[]> {
    const { rows } = await this.#deps.engine.transaction('admin', (tx) =>
      tx.query<OutboxRow>(
        `with taken as (
           delete from realtime.outbox where id in (select id from realtime.outbox order by id limit ${BATCH})
           returning id, kind, entity::text as entity, committed_at, payload
         ) select * from taken order by id`,
      ),
    );
    return rows;
  }

  async #dispatch(rows: readonly OutboxRow[]): Promise<void> {
    const changes: OutboxRow[] = [];
    for (const row of rows) {
      if (row.kind === 'message') this.#deps.onMessage(row.payload as unknown as StoredMessage);
      else changes.push(row);
    }
    if (changes.length === 0) return;
    const tables = await this.#describe(new Set(changes.map(({ entity }) => entity ?? '')));
    for (const [subscriber, { subscriptions }] of this.#subscribers) {
      await this.#offer(subscriber, subscriptions, changes, tables).catch((error: unknown) => {
        this.#deps.log.warn('realtime: a subscriber gets no changes', { error });
      });
    }
  }

  async #describe(entities: ReadonlySet<string>): Promise<Map<string, Table>> {
    return this.#deps.engine.transaction('admin', async (tx) => {
      const tables = new Map<string, Table>();
      for (const entity of entities) tables.set(entity, await describeTable(tx, entity));
      return tables;
    });
  }

  /** All changes of a batch in one transaction of the subscriber's; delivered after it, so nobody waits on a socket. */
  async #offer(
    subscriber: Subscriber,
    subscriptions: readonly Subscription[],
    changes: readonly OutboxRow[],
    tables: ReadonlyMap<string, Table>,
  ): Promise<void> {
    const wanted = changes.filter(({ entity }) =>
      subscriptions.some(({ entities }) => entities.has(entity ?? '')),
    );
    if (wanted.length === 0) return;
    const deliveries: (() => void)[] = [];
    await this.#deps.engine.transaction(subscriber.context(), async (tx) => {
      for (const row of wanted) {
        const table = tables.get(row.entity ?? '');
        if (!table) continue;
        const change = row.payload as unknown as Change;
        const matching = subscriptions.filter(
          ({ event, entities }) =>
            entities.has(table.entity) && (event === '*' || event.toUpperCase() === change.type),
        );
        const allowed = matching.length > 0 ? await readableColumns(tx, table) : null;
        if (!allowed || allowed.size === 0) continue;
        for (const [select, ids] of await passing(tx, table, change, matching, allowed)) {
          const data = shape(table, change, new Date(row.committed_at), narrow(allowed, select));
          deliveries.push(() => subscriber.deliver(ids, data));
        }
      }
    });
    for (const deliver of deliveries) deliver();
  }
}

async function describeTable(tx: Tx, entity: string): Promise<Table> {
  const { rows } = await tx.query<Omit<Table, 'entity' | 'columns'> & Column>(
    `select n.nspname as schema, c.relname as table, c.relrowsecurity as secured, c.relreplident = 'f' as "fullReplica",
            a.attname as name, t.typname as type, format_type(a.atttypid, null) as "sqlType",
            coalesce(a.attnum = any(i.indkey), false) as "isKey"
       from pg_class as c
       join pg_namespace as n on n.oid = c.relnamespace
       join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       join pg_type as t on t.oid = a.atttypid
       left join pg_index as i on i.indrelid = c.oid and i.indisprimary
      where c.oid = $1::oid order by a.attnum`,
    [entity],
  );
  const [first] = rows;
  return {
    entity,
    schema: first?.schema ?? '',
    table: first?.table ?? '',
    secured: first?.secured ?? true,
    fullReplica: first?.fullReplica ?? false,
    columns: rows.map(({ name, type, sqlType, isKey }) => ({ name, type, sqlType, isKey })),
  };
}

async function readableColumns(tx: Tx, { entity, columns }: Table): Promise<Set<string>> {
  const { rows } = await tx.query<{ name: string }>(
    `select attname as name from pg_attribute
      where attrelid = $1::oid and attname = any($2::text[]) and has_column_privilege(attrelid, attnum, 'select')`,
    [entity, columns.map(({ name }) => name)],
  );
  return new Set(rows.map(({ name }) => name));
}

/** The ids of the subscriptions that get a change, by the columns they chose. */
async function passing(
  tx: Tx,
  table: Table,
  change: Change,
  subscriptions: readonly Subscription[],
  allowed: ReadonlySet<string>,
): Promise<Map<Set<string> | null, number[]>> {
  const passed = new Map<Set<string> | null, number[]>();
  for (const { id, conditions, select } of subscriptions) {
    if (!(await passes(tx, table, change, conditions, allowed))) continue;
    passed.set(select, [...(passed.get(select) ?? []), id]);
  }
  return passed;
}

/** The filter on the change as it was, the policies on the row as it is now. What is deleted has no row any more. */
async function passes(
  tx: Tx,
  table: Table,
  change: Change,
  conditions: readonly Condition[],
  allowed: ReadonlySet<string>,
): Promise<boolean> {
  const deleted = change.type === 'DELETE';
  const keys = table.columns.filter(({ isKey }) => isKey);
  const known = deleted && !(table.fullReplica && !table.secured) ? keys : table.columns;
  const names = new Set(known.map(({ name }) => name).filter((name) => allowed.has(name)));
  if (conditions.some(({ column }) => !names.has(column))) return false;
  if (!deleted && keys.some(({ name }) => !allowed.has(name))) return false;
  const types = new Map(table.columns.map(({ name, sqlType }) => [name, sqlType]));
  const relation = `${quoteName(table.schema)}.${quoteName(table.table)}`;
  const params: unknown[] = [JSON.stringify(deleted ? change.old_record : change.record)];
  const where = [toSql(conditions, types, params)];
  let from = `jsonb_populate_record(null::${relation}, $1::jsonb) as r`;
  if (!deleted && table.secured) {
    from += `, ${relation} as t`;
    if (keys.length === 0) where.push('to_jsonb(t) = to_jsonb(r)');
    for (const { name } of keys) where.push(`t.${quoteName(name)} = r.${quoteName(name)}`);
  }
  await tx.exec('savepoint offering');
  try {
    const { rows } = await tx.query(
      `select from ${from} where ${where.join(' and ')} limit 1`,
      params,
    );
    await tx.exec('release savepoint offering');
    return rows.length > 0;
  } catch (error) {
    // Not readable at all, or a value that is none of the column's type.
    if (!(error instanceof DatabaseError)) throw error;
    await tx.exec('rollback to savepoint offering');
    return false;
  }
}

function narrow(allowed: ReadonlySet<string>, select: ReadonlySet<string> | null): Set<string> {
  return select ? new Set([...allowed].filter((name) => select.has(name))) : new Set(allowed);
}

function shape(table: Table, change: Change, at: Date, shown: ReadonlySet<string>): ChangeData {
  const columns = table.columns.filter(({ name }) => shown.has(name));
  const whole = table.fullReplica && !table.secured;
  const old = columns.filter(({ isKey }) => whole || isKey);
  const pick = (from: Record<string, unknown>, list: readonly Column[]) =>
    Object.fromEntries(list.map(({ name }) => [name, from[name] ?? null]));
  return {
    schema: table.schema,
    table: table.table,
    type: change.type,
    commit_timestamp: at.toISOString(),
    columns: columns.map(({ name, type }) => ({ name, type })),
    ...(change.record && { record: pick(change.record, columns) }),
    ...(change.old_record && { old_record: pick(change.old_record, old) }),
    errors: null,
  };
}
