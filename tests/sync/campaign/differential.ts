import {
  CLIENT_COLUMNS,
  type Mutation,
  type PullCursor,
  PullAnswer,
  PushAnswer,
  START,
  type SyncRow,
  type SyncTable,
  SYNC_TABLES,
  type WritableTable,
} from '../../../contract/sync.ts';
import { derivedId } from '../../../core/system/ids.ts';
import type { Database } from '../../sql/database.ts';
import { createRandom, type Random } from '../random.ts';
import { createModelServer, type ModelServer } from './model-server.ts';
import { MEMBERSHIPS, parentsOf, REQUIRED } from './model-tables.ts';
import { columnsOf } from './view.ts';

/** One server of the two, as a device sees it, with the places that its sessions stand at. */
interface Side {
  push(session: string, mutations: Mutation[]): Promise<PushAnswer>;
  pull(after: PullCursor, most: number): Promise<PullAnswer>;
  /** How many live rows a device that has pulled everything should hold. */
  counts(upto: string): Promise<Record<string, number> | null>;
  upload(path: string): Promise<void>;
  forgetTombstones(): Promise<void>;
  /** The number under which a session knows a row, each server's own. */
  seen: Map<string, string>;
  cursors: Map<string, PullCursor>;
}

const SESSIONS = ['desk', 'laptop'];
const TABLES = Object.keys(CLIENT_COLUMNS) as WritableTable[];

/**
 * One seed's operations, drawn once and asked of the model and of the SQL in turn. Answers what each said, without the
 * numbers that each gives by itself: the same lines, or one of the two is wrong.
 */
export async function askBoth(
  db: Database,
  seed: number,
  operations: number,
): Promise<{ model: string[]; sql: string[] }> {
  const random = createRandom(seed);
  const user = await db.signUp();
  const newId = idsOf(seed);
  const model = createModelServer({ now: () => new Date(), newId });
  const beginnings = model.join(user);
  const sides = { model: modelSide(model, user), sql: sqlSide(db, user) };
  const told: { model: string[]; sql: string[] } = { model: [], sql: [] };
  const ids = await copyBeginnings(sides.sql, beginnings, newId);
  const drawer = createDrawer(random, user, ids, newId);

  for (let nr = 0; nr < operations; nr += 1) {
    const ask = drawer.next();
    for (const name of ['model', 'sql'] as const) {
      told[name].push(`${nr} ${ask.name}: ${JSON.stringify(await ask.of(sides[name]))}`);
    }
  }
  return told;
}

/** The same ids for the same seed, and for no other. */
function idsOf(seed: number): () => string {
  let nr = 0;
  return () =>
    `0190b000-0000-7000-8000-${(seed * 0x1_0000 + (nr += 1)).toString(16).padStart(12, '0')}`;
}

/** What the model gives a new account, given to the SQL as one push. */
async function copyBeginnings(
  sql: Side,
  beginnings: { table: SyncTable; row: SyncRow }[],
  newId: () => string,
) {
  const ids = new Map<WritableTable, string[]>();
  const mutations = beginnings.map(({ table, row }): Mutation => {
    const writable = table as WritableTable;
    const rowId = String(row['id']);
    ids.set(writable, [...(ids.get(writable) ?? []), rowId]);
    const columns: readonly string[] = CLIENT_COLUMNS[writable];
    const fields = Object.fromEntries(columns.map((column) => [column, row[column]] as const));
    const base = { table: writable, rowId, op: 'upsert', base: null } as const;
    return { id: newId(), ...base, fields: JSON.parse(JSON.stringify(fields)) as SyncRow };
  });
  for (const { fields } of mutations) {
    if ('storage_path' in fields) await sql.upload(String(fields['storage_path']));
  }
  const { results } = await sql.push('beginning', mutations);
  const refused = results.find(({ status }) => status !== 'applied');
  if (refused) throw new Error(`not a beginning: ${JSON.stringify(refused)}`);
  return ids;
}

interface Ask {
  name: string;
  of(side: Side): Promise<unknown>;
}

/** An edit before each side puts its own base into it. */
type Draft = Omit<Mutation, 'base'> & { base: 'none' | 'seen' };

function createDrawer(
  random: Random,
  user: string,
  ids: Map<WritableTable, string[]>,
  newId: () => string,
) {
  let nr = 0;
  const fresh = () => `text ${(nr += 1)}`;
  const sent: { session: string; drafts: Draft[] }[] = [];
  const idOf = (table: SyncTable) => random.pick(ids.get(table as WritableTable) ?? []);

  /** What a row of a table begins with, now and then without what it needs. */
  function beginningOf(table: WritableTable): SyncRow {
    const named = Object.fromEntries(
      parentsOf(table).flatMap(([column, parent]) => {
        const isNeeded = INSIDE_OF[table]?.includes(column) ?? false;
        if (!isNeeded && random.chance(0.6)) return [];
        return [[column, random.chance(0.05) ? newId() : (idOf(parent) ?? null)] as const];
      }),
    );
    const fields = { ...named, ...OWN[table]?.(fresh) };
    if (!random.chance(0.04)) return fields;
    const left = random.pick(REQUIRED[table] ?? []);
    return Object.fromEntries(Object.entries(fields).filter(([column]) => column !== left));
  }

  function make(): Draft {
    const table = random.pick(TABLES.filter((each) => each !== 'profiles')) ?? 'prompts';
    const fields: SyncRow = { created_at: '2026-11-21T08:00:00.000Z', ...beginningOf(table) };
    const rowId = MEMBERSHIPS.has(table) ? pairOf(table, fields) : newId();
    ids.set(table, [...(ids.get(table) ?? []), rowId]);
    if (table === 'user_library') {
      const sha256 = rowId.replaceAll('-', '').repeat(2);
      fields['sha256'] = sha256;
      fields['storage_path'] = `${user}/${sha256.slice(0, 2)}/${sha256}.webp`;
    }
    return { id: newId(), table, rowId, op: 'upsert', base: 'none', fields };
  }

  function edit(): Draft {
    const table = random.pick(TABLES) ?? 'prompts';
    const rowId = table === 'profiles' ? user : (idOf(table) ?? newId());
    const field = EDITED[table];
    const text = field === 'position' ? random.below(9) : fresh();
    const fields: SyncRow = field === undefined ? {} : { [field]: text };
    if (table === 'user_library' && random.chance(0.5)) fields['rating'] = random.below(6);
    if (table === 'user_library' && random.chance(0.3))
      fields['project_id'] = idOf('projects') ?? null;
    if (random.chance(0.02)) fields['user_id'] = user;
    const base = random.chance(0.85) ? 'seen' : 'none';
    return { id: newId(), table, rowId, op: 'upsert', base, fields };
  }

  function remove(): Draft {
    const table = random.pick(TABLES) ?? 'prompts';
    const rowId = table === 'profiles' ? user : (idOf(table) ?? newId());
    return { id: newId(), table, rowId, op: 'delete', base: 'seen', fields: {} };
  }

  function push(): Ask {
    const session = random.pick(SESSIONS) ?? '';
    const again = random.chance(0.1) ? random.pick(sent) : undefined;
    const drafts = again
      ? again.drafts.map((draft) =>
          random.chance(0.2) ? { ...draft, fields: { ...draft.fields, name: fresh() } } : draft,
        )
      : Array.from({ length: 1 + random.below(3) }, () =>
          random.chance(0.45) ? make() : random.chance(0.75) ? edit() : remove(),
        );
    if (!again) sent.push({ session, drafts });
    const by = again?.session ?? session;
    const uploads = drafts.filter(() => !random.chance(0.1)).map(({ fields }) => fields);
    return {
      name: `push ${by} ${JSON.stringify(drafts.map(({ op, table, rowId, base, fields }) => ({ op, table, rowId, base, fields })))}`,
      async of(side) {
        for (const fields of uploads) {
          if (typeof fields['storage_path'] === 'string') await side.upload(fields['storage_path']);
        }
        const mutations = drafts.map((draft): Mutation => {
          // What came before comes again with the base it had.
          const key = `sent ${draft.id}`;
          const seen = side.seen.get(`${by} ${draft.table} ${draft.rowId}`) ?? '';
          const base = side.seen.get(key) ?? (draft.base === 'seen' ? seen : '');
          side.seen.set(key, base);
          return { ...draft, base: base === '' ? null : base };
        });
        const { results } = await side.push(by, mutations);
        results.forEach((result, at) => {
          const draft = drafts[at];
          if (result.status === 'applied' && result.row && draft)
            remember(side, by, draft.table, result.row);
        });
        return results.map((result, at) => verdictOf(result, drafts[at]?.table ?? 'prompts'));
      },
    };
  }

  function pull(): Ask {
    const session = random.pick(SESSIONS) ?? '';
    const most = 1 + random.below(12);
    const anew = random.chance(0.05);
    return {
      name: `pull ${session} ${most}`,
      async of(side) {
        if (anew) side.cursors.delete(session);
        const answer = await side.pull(side.cursors.get(session) ?? START, most);
        side.cursors.set(session, answer.expired ? START : answer.cursor);
        for (const { table, row } of answer.rows) remember(side, session, table as SyncTable, row);
        const rows = answer.rows.map(({ table, id, row }) => [
          table,
          id,
          shown(table as SyncTable, row),
        ]);
        return { rows, expired: answer.expired, more: answer.more };
      },
    };
  }

  const forget: Ask = { name: 'forget tombstones', of: (side) => side.forgetTombstones() };

  function count(): Ask {
    const session = random.pick(SESSIONS) ?? '';
    return {
      name: `count ${session}`,
      of: (side) => side.counts(side.cursors.get(session)?.xid ?? '0'),
    };
  }

  return {
    next(): Ask {
      const dice = random.next();
      if (dice < 0.6) return push();
      if (dice < 0.88) return pull();
      return dice < 0.92 ? forget : count();
    },
  };
}

const pairOf = (table: WritableTable, fields: SyncRow) => {
  const [one, two] =
    table === 'collection_items' ? ['collection_id', 'library_id'] : ['character_id', 'scene_id'];
  return derivedId(String(fields[one ?? '']), String(fields[two ?? '']));
};

function remember(side: Side, session: string, table: SyncTable, row: SyncRow): void {
  side.seen.set(`${session} ${table} ${String(row['id'])}`, String(row['sync_xid']));
}

function verdictOf(result: PushAnswer['results'][number], table: SyncTable): unknown {
  if (result.status === 'rejected') return result.code;
  const conflicts = result.conflicts.filter(({ field }) => columnsOf(table).includes(field));
  return { row: result.row && shown(table, result.row), conflicts };
}

/** What is compared of a row: what a creator sees, and whether it is there. The SQL has texts where the model has none. */
function shown(table: SyncTable, row: SyncRow): unknown {
  const columns = columnsOf(table).map((column) => row[column] ?? '');
  return row['deleted_at'] == null ? columns : 'gone';
}

/** Columns without which a row cannot be. */
const INSIDE_OF: Readonly<Partial<Record<WritableTable, readonly string[]>>> = {
  collection_items: ['collection_id', 'library_id'],
  scenes: ['project_id'],
  character_scenes: ['character_id', 'scene_id'],
  messages: ['conversation_id'],
};

const GROUP = ['0190c000-0000-7000-8000-000000000001', '0190c000-0000-7000-8000-000000000002'];

/** What a row says besides what it names. */
const OWN: Readonly<Partial<Record<WritableTable, (fresh: () => string) => SyncRow>>> = {
  user_library: () => ({ mime: 'image/webp', bytes: 10, width: 8, height: 8, origin: 'imported' }),
  user_collections: (fresh) => ({ name: fresh() }),
  brands: (fresh) => ({ name: fresh() }),
  characters: (fresh) => ({ name: fresh(), persona: 'calm' }),
  projects: (fresh) => ({ title: fresh(), description: 'a' }),
  scenes: (fresh) => ({ position: 1, prompt: fresh() }),
  character_scenes: () => ({ role: 'lead' }),
  templates: (fresh) => ({ name: fresh(), data: { a: 1 } }),
  personalization_tokens: (fresh) => ({ name: fresh(), tokens: { place: 'Bergen' } }),
  prompts: (fresh) => ({ prompt: fresh(), title: 'a', is_favorite: false }),
  agents: (fresh) => ({ name: fresh(), instructions: 'a' }),
  conversations: (fresh) => ({ title: fresh() }),
  messages: (fresh) => ({ role: 'user', content: fresh() }),
  not_duplicates: () => ({ library_ids: GROUP }),
};

/** The field that edits write. */
const EDITED: Readonly<Partial<Record<WritableTable, string>>> = {
  profiles: 'full_name',
  user_library: 'custom_title',
  user_collections: 'name',
  brands: 'name',
  characters: 'persona',
  projects: 'title',
  scenes: 'position',
  character_scenes: 'role',
  templates: 'name',
  personalization_tokens: 'name',
  prompts: 'title',
  agents: 'instructions',
  conversations: 'title',
  messages: 'content',
};

function modelSide(server: ModelServer, user: string): Side {
  return {
    seen: new Map(),
    cursors: new Map(),
    push: async (session, mutations) => copied(server.push({ user, session }, mutations)),
    pull: async (after, most) => copied(server.pull({ user, session: '' }, after, most)),
    async counts(upto) {
      return countsOf(server.digest({ user, session: '' }, upto).tables);
    },
    upload: async (path) => server.upload(path),
    forgetTombstones: async () => server.forgetTombstones(),
  };
}

function sqlSide(db: Database, user: string): Side {
  const rpc = (session: string, name: string, args: SyncRow) =>
    db.as({ user, session }).rpc<unknown>(name, args);
  return {
    seen: new Map(),
    cursors: new Map(),
    push: async (session, mutations) =>
      PushAnswer.parse(await rpc(session, 'sync_push', { mutations: JSON.stringify(mutations) })),
    pull: async (after, most) =>
      PullAnswer.parse(
        await rpc('', 'sync_pull', { after: JSON.stringify(after), max_rows: most }),
      ),
    async counts(upto) {
      const { tables } = (await rpc('', 'sync_digest', { upto })) as {
        tables: Record<string, { rows: number }> | null;
      };
      return countsOf(tables);
    },
    async upload(path) {
      await db.owner.query(
        `insert into storage.objects (bucket_id, name, metadata)
         values ('user-library', $1, '{"size": 10, "mimetype": "image/webp"}') on conflict do nothing`,
        [path],
      );
    },
    async forgetTombstones() {
      await db.owner.transaction(async (run) => {
        // Their time is over, and nothing else about them changes.
        await run("set local session_replication_role = 'replica'");
        for (const table of TABLES.filter((each) => each !== 'profiles')) {
          await run(
            `update public.${table} set deleted_at = deleted_at - interval '100 days'
             where user_id = $1 and deleted_at is not null`,
            [user],
          );
        }
      });
      await db.service.rpc('purge_tombstones');
    },
  };
}

function countsOf(tables: Readonly<Partial<Record<string, { rows: number }>>> | null) {
  if (!tables) return null;
  const found = SYNC_TABLES.map((table) => [table, tables[table]?.rows ?? 0] as const);
  return Object.fromEntries(found.filter(([, rows]) => rows > 0));
}

/** What travels is copied, as it is by JSON. */
function copied<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
