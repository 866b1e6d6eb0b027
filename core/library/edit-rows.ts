import { AtelierError } from '../../contract/errors.ts';
import type { Topic } from '../../contract/studio/events.ts';
import { CLIENT_COLUMNS, PARENTS, type SyncRow } from '../../contract/sync.ts';
import { instant } from '../system/clock.ts';
import { derivedId, newId } from '../system/ids.ts';
import type { LibraryContext } from './context.ts';
import { findRow, listRows, OTHER_TABLES, type OtherTable } from './other-rows.ts';
import { enqueuePush, withdrawUnsent } from './outbox.ts';

const TOPICS: readonly Topic[] = ['sync'];

/**
 * Makes a row of any table without a repository of its own. What joins a character to a scene has an id made of the
 * pair. With the `id` and fields of one that was removed here: takes that back. Errors: `invalid_input`, `not_found`
 * for a row that it names.
 */
export function makeRow(
  context: LibraryContext,
  table: OtherTable,
  fields: SyncRow,
  id: string = newIdOf(table, fields),
): SyncRow {
  return context.command(TOPICS, () => {
    checkColumns(table, fields);
    checkParents(context, table, fields);
    enqueuePush(context, {
      table,
      rowId: id,
      op: 'upsert',
      fields: { created_at: instant(context.clock), ...fields },
    });
    return requireRow(context, table, id);
  });
}

/** Writes some fields of a row. Errors: `not_found`, `invalid_input`. */
export function editRow(
  context: LibraryContext,
  table: OtherTable,
  id: string,
  fields: SyncRow,
): SyncRow {
  return context.command(TOPICS, () => {
    requireRow(context, table, id);
    checkColumns(table, fields);
    checkParents(context, table, fields);
    enqueuePush(context, { table, rowId: id, op: 'upsert', fields });
    return requireRow(context, table, id);
  });
}

/** Deletes a row. The server deletes what cannot be without it; what it never heard of it never has to. */
export function removeRow(context: LibraryContext, table: OtherTable, id: string): void {
  context.command(TOPICS, () => {
    requireRow(context, table, id);
    withdrawInside(context, table, id);
    enqueuePush(context, { table, rowId: id, op: 'delete', fields: {} });
  });
}

/** Takes out what was made inside of a row and never sent: it would be refused. */
function withdrawInside(context: LibraryContext, table: OtherTable, id: string): void {
  for (const [child, column] of INSIDE[table] ?? []) {
    for (const row of listRows(context.db, child)) {
      if (row[column] !== id) continue;
      withdrawInside(context, child, String(row['id']));
      withdrawUnsent(context.db, child, String(row['id']));
    }
  }
}

/** What the server deletes along with a row. */
const INSIDE: Readonly<Partial<Record<OtherTable, readonly (readonly [OtherTable, string])[]>>> = {
  projects: [['scenes', 'project_id']],
  scenes: [['character_scenes', 'scene_id']],
  characters: [['character_scenes', 'character_id']],
  conversations: [['messages', 'conversation_id']],
};

function newIdOf(table: OtherTable, fields: SyncRow): string {
  if (table !== 'character_scenes') return newId();
  return derivedId(String(fields['character_id']), String(fields['scene_id']));
}

function requireRow({ db }: LibraryContext, table: OtherTable, id: string): SyncRow {
  const row = findRow(db, table, id);
  if (!row) throw new AtelierError('not_found', 'This is not here any more.');
  return row;
}

function checkColumns(table: OtherTable, fields: SyncRow): void {
  const columns: readonly string[] = CLIENT_COLUMNS[table];
  const strange = Object.keys(fields).find((column) => !columns.includes(column));
  if (strange !== undefined) {
    throw new AtelierError('invalid_input', `${table} has no column ${strange} to write.`);
  }
}

/** What a row names has to be here; works and collections are looked up by their own commands. */
function checkParents({ db }: LibraryContext, table: OtherTable, fields: SyncRow): void {
  const parents: Readonly<Partial<Record<OtherTable, Readonly<Record<string, string>>>>> = PARENTS;
  for (const [column, name] of Object.entries(parents[table] ?? {})) {
    const parent = OTHER_TABLES.find((known) => known === name);
    const id = fields[column];
    if (parent && typeof id === 'string' && !findRow(db, parent, id)) {
      throw new AtelierError('not_found', `What ${column} names is not here.`);
    }
  }
}
