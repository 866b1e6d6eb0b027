import { PARENTS, type SyncRow, type SyncTable } from '../../contract/sync.ts';
import type { Database } from '../system/database.ts';
import { z } from 'zod';
import { Time } from './columns.ts';
import type { MirrorTable } from './mirror-table.ts';
import { namesChanged } from './query/changes.ts';

/** Tables without columns of their own here: a row is kept as the server and the edits on it make it. */
export const OTHER_TABLES = [
  'brands',
  'characters',
  'projects',
  'scenes',
  'character_scenes',
  'templates',
  'personalization_tokens',
  'prompts',
  'agents',
  'conversations',
  'messages',
  'not_duplicates',
] as const satisfies readonly SyncTable[];
export type OtherTable = (typeof OTHER_TABLES)[number];

/** What to select from for the rows of any table as the creator sees them. */
export function shownIn(table: SyncTable): string {
  const isOther = OTHER_TABLES.some((other) => other === table);
  return isOther ? `(select * from other_rows where tbl = '${table}')` : table;
}

/** Every row is made with its time: an edit of what was deleted makes none. */
const Row = z.looseObject({ id: z.string(), created_at: Time });

export function otherRows(table: OtherTable): MirrorTable {
  return {
    write(db, row) {
      const whole = Row.safeParse(row).data;
      if (!whole) return false;
      db.run(
        `insert into other_rows (tbl, id, parent, created_at, row) values (?, ?, ?, ?, ?)
         on conflict (tbl, id) do update set parent = excluded.parent, created_at = excluded.created_at,
           row = excluded.row`,
        table,
        whole.id,
        parentOf(table, whole),
        whole.created_at,
        JSON.stringify(row),
      );
      // Works are found by the title of their project.
      if (table === 'projects') namesChanged(db, 'projects');
      return true;
    },
    remove(db, id) {
      db.run('delete from other_rows where tbl = ? and id = ?', table, id);
      if (table === 'projects') namesChanged(db, 'projects');
    },
  };
}

/** The row that this one belongs to: the first that its table can name. */
function parentOf(table: OtherTable, row: SyncRow): string | null {
  const parents: Readonly<Partial<Record<SyncTable, object>>> = PARENTS;
  const [column] = Object.keys(parents[table] ?? {});
  const parent = column === undefined ? undefined : row[column];
  return typeof parent === 'string' ? parent : null;
}

export function findRow(db: Database, table: OtherTable, id: string): SyncRow | undefined {
  const found = db.get<{ row: string }>(
    'select row from other_rows where tbl = ? and id = ?',
    table,
    id,
  );
  return found && (JSON.parse(found.row) as SyncRow);
}

/** Oldest first; of one parent if one is named. */
export function listRows(db: Database, table: OtherTable, parent?: string): SyncRow[] {
  const rows =
    parent === undefined
      ? db.all<{ row: string }>(
          'select row from other_rows where tbl = ? order by created_at, id',
          table,
        )
      : db.all<{ row: string }>(
          'select row from other_rows where tbl = ? and parent = ? order by created_at, id',
          table,
          parent,
        );
  return rows.map(({ row }) => JSON.parse(row) as SyncRow);
}
