import type { SyncRow, SyncTable } from '../../../contract/sync.ts';
import type { Database } from '../../../core/system/database.ts';

/** Rows by id, in columns of the server, as far as a creator can see them. */
export type Rows = Map<string, Readonly<SyncRow>>;

interface Seen {
  sql: string;
  /** Columns to compare with the server's, and what SQLite keeps of them. */
  columns: Readonly<Record<string, 'text' | 'flag' | 'json'>>;
  /** Where the creator sees tombstones as well. */
  tombstones?: true;
}

/** Tables of which a device keeps columns of its own. The rest lies in `other_rows` whole. */
export const SEEN: Readonly<Partial<Record<SyncTable, Seen>>> = {
  profiles: { sql: 'select id, full_name from profiles', columns: { full_name: 'text' } },
  orders: { sql: 'select id, status from orders', columns: { status: 'text' } },
  order_items: { sql: 'select id, order_id from order_items', columns: { order_id: 'text' } },
  jobs: {
    sql: 'select id, status, progress from jobs',
    columns: { status: 'text', progress: 'text' },
  },
  workspace_assets: {
    sql: 'select id, sha256, case hidden when 1 then 1 end as deleted_at from workspace_assets',
    columns: { sha256: 'text' },
    tombstones: true,
  },
  user_library: {
    sql: `select id, sha256, title as custom_title, is_favorite, trashed_at, notes, rating, tags, project_id
      from user_library`,
    columns: {
      sha256: 'text',
      custom_title: 'text',
      is_favorite: 'flag',
      trashed_at: 'text',
      notes: 'text',
      rating: 'text',
      tags: 'json',
      project_id: 'text',
    },
  },
  user_collections: {
    sql: 'select id, name, parent_id from user_collections',
    columns: { name: 'text', parent_id: 'text' },
  },
  collection_items: {
    sql: 'select id, collection_id, library_id from collection_items',
    columns: { collection_id: 'text', library_id: 'text' },
  },
};

const OTHER: Readonly<Partial<Record<SyncTable, readonly string[]>>> = {
  brands: ['name'],
  characters: ['name', 'persona'],
  projects: ['title', 'description', 'character_id'],
  scenes: ['project_id', 'position', 'prompt'],
  character_scenes: ['character_id', 'scene_id', 'role'],
  templates: ['name', 'data'],
  personalization_tokens: ['name', 'tokens'],
  prompts: ['prompt', 'title', 'project_id', 'is_favorite'],
  agents: ['name', 'instructions'],
  conversations: ['title', 'agent_id', 'project_id'],
  messages: ['conversation_id', 'content'],
  not_duplicates: ['library_ids'],
};

/** What is compared of a row. */
export function columnsOf(table: SyncTable): readonly string[] {
  return OTHER[table] ?? Object.keys(SEEN[table]?.columns ?? {});
}

/** What a creator sees of a table on a device now. */
export function seenOn(db: Database, table: SyncTable): Rows {
  const seen = SEEN[table];
  if (!seen) {
    const rows = db.all<{ id: string; row: string }>(
      'select id, row from other_rows where tbl = ?',
      table,
    );
    return new Map(rows.map(({ id, row }) => [id, pick(table, JSON.parse(row) as SyncRow)]));
  }
  return new Map(
    db.all<SyncRow>(seen.sql).map((row) => {
      for (const [column, kind] of Object.entries(seen.columns)) {
        if (kind === 'flag') row[column] = row[column] === 1;
        if (kind === 'json') row[column] = JSON.parse(String(row[column])) as unknown;
      }
      return [String(row['id']), row];
    }),
  );
}

/** The same of rows of the server. */
export function seenOf(table: SyncTable, rows: readonly SyncRow[]): Rows {
  const shown = rows.filter((row) => SEEN[table]?.tombstones || row['deleted_at'] == null);
  return new Map(
    shown.map((row) => {
      const gone = SEEN[table]?.tombstones
        ? { deleted_at: row['deleted_at'] == null ? null : 1 }
        : {};
      return [String(row['id']), { ...pick(table, row), ...gone }];
    }),
  );
}

function pick(table: SyncTable, row: SyncRow): SyncRow {
  const picked: SyncRow = { id: row['id'] };
  for (const column of columnsOf(table)) picked[column] = row[column] ?? null;
  return picked;
}
