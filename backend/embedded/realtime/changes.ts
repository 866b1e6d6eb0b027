import { randomUUID } from 'node:crypto';
import type { Engine, RequestContext, Tx } from '../engine/engine.ts';
import type { InFlight } from '../gateway/in-flight.ts';
import type { Log } from '../gateway/log.ts';
import { type Condition, FilterError, parseFilter } from './filter.ts';
import { type Column, describeTables, type Table } from './tables.ts';
import { type Change, type Offer, passing, type Readable, readableColumns } from './visibility.ts';

export interface Binding {
  event: string;
  schema: string;
  table?: string | undefined;
  filter?: string | undefined;
  select?: string[] | undefined;
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
  /** Base64: the message is these bytes instead of the payload. */
  binary?: string | null;
}

interface OutboxRow {
  id: string;
  kind: 'change' | 'message';
  entity: string | null;
  committed_at: Date;
  payload: Record<string, unknown>;
}

interface TableChange {
  table: Table;
  change: Change;
  at: Date;
}

interface ChangeOffer extends TableChange, Offer {
  row: TableChange;
  subscription: Subscription;
}

interface Delivery {
  ids: number[];
  data: ChangeData;
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
    const entities = new Set(rows.map(({ entity }) => entity));
    for (const { columns } of (await describeTables(tx, entities)).values()) {
      const names = new Set(columns.map(({ name }) => name));
      const unknown = conditions.find(({ column }) => !names.has(column));
      if (unknown) throw new FilterError(`invalid column for filter ${unknown.column}`);
    }
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
        const { rows, tables } = await this.#take();
        await this.#dispatch(rows, tables);
        if (rows.length < BATCH) break;
      }
    }
  }

  async #take(): Promise<{ rows: OutboxRow[]; tables: Map<string, Table> }> {
    return this.#deps.engine.transaction('admin', async (tx) => {
      const { rows } = await tx.query<OutboxRow>(
        `with taken as (
           delete from realtime.outbox where id in (select id from realtime.outbox order by id limit ${BATCH})
           returning id, kind, entity::text as entity, committed_at, payload
         ) select * from taken order by id`,
      );
      const entities = new Set(rows.flatMap(({ entity }) => entity ?? []));
      return { rows, tables: await describeTables(tx, entities) };
    });
  }

  async #dispatch(rows: readonly OutboxRow[], tables: ReadonlyMap<string, Table>): Promise<void> {
    for (const { kind, payload } of rows) {
      if (kind === 'message') this.#deps.onMessage(payload as unknown as StoredMessage);
    }
    const changes = rows.flatMap(({ kind, entity, payload, committed_at: at }) => {
      const table = tables.get(entity ?? '');
      return kind === 'change' && table
        ? { table, at: new Date(at), change: payload as unknown as Change }
        : [];
    });
    for (const [subscriber, { subscriptions }] of this.#subscribers) {
      const offers = changes.flatMap((change) => offersOf(change, subscriptions));
      if (offers.length === 0) continue;
      await this.#offer(subscriber, offers).catch((error: unknown) => {
        this.#deps.log.warn('realtime: a subscriber gets no changes', { error });
      });
    }
  }

  /** All changes of a batch in one transaction of the subscriber's; delivered after it, so nobody waits on a socket. */
  async #offer(subscriber: Subscriber, offers: readonly ChangeOffer[]): Promise<void> {
    const deliveries = await this.#deps.engine.transaction(subscriber.context(), async (tx) => {
      const readable = await readableColumns(tx, new Set(offers.map(({ table }) => table)));
      return together(await passing(tx, offers, readable), readable);
    });
    for (const { ids, data } of deliveries) subscriber.deliver(ids, data);
  }
}

function offersOf(row: TableChange, subscriptions: readonly Subscription[]): ChangeOffer[] {
  return subscriptions
    .filter(
      ({ event, entities }) =>
        entities.has(row.table.entity) &&
        (event === '*' || event.toUpperCase() === row.change.type),
    )
    .map((subscription) => ({ ...row, row, subscription, conditions: subscription.conditions }));
}

/** A row goes out once for all subscriptions that chose the same of its columns. */
function together(offers: readonly ChangeOffer[], readable: Readable): Delivery[] {
  const rows = new Map<TableChange, Map<ReadonlySet<string> | null, number[]>>();
  for (const { row, subscription } of offers) {
    const bySelect = rows.get(row) ?? new Map<ReadonlySet<string> | null, number[]>();
    rows.set(row, bySelect);
    bySelect.set(subscription.select, [
      ...(bySelect.get(subscription.select) ?? []),
      subscription.id,
    ]);
  }
  return [...rows].flatMap(([row, bySelect]) =>
    [...bySelect].map(([select, ids]) => {
      const allowed = readable.get(row.table) ?? new Set<string>();
      const shown = select ? [...allowed].filter((name) => select.has(name)) : allowed;
      return { ids, data: shape(row, new Set(shown)) };
    }),
  );
}

function shape({ table, change, at }: TableChange, shown: ReadonlySet<string>): ChangeData {
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
