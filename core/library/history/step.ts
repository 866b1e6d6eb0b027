import { type SyncRow, WritableTable } from '../../../contract/sync.ts';
import type { Database } from '../../system/database.ts';
import { seenRow } from '../apply.ts';
import type { LibraryContext } from '../context.ts';
import { enqueuePush, withdrawUnsent } from '../outbox.ts';
import type { Step } from './record.ts';

/**
 * Runs one step of an act one way: `from` what it found or made `to` what shall be. Answers false where nothing could
 * be done: the row is gone, or holds something else by now. What somebody changed since is left alone, field by field.
 */
export function runStep(context: LibraryContext, step: Step, way: 'undo' | 'redo'): boolean {
  const [from, to] = way === 'undo' ? [step.after, step.before] : [step.before, step.after];
  const table = WritableTable.parse(step.table);
  const { rowId } = step;
  const seen = seenRow(context.db, table, rowId);
  if (to === null) {
    if (!seen) return false;
    if (table === 'collection_items') withdrawUnsent(context.db, table, rowId);
    if (seenRow(context.db, table, rowId)) {
      enqueuePush(context, { table, rowId, op: 'delete', fields: {} });
    }
    return true;
  }
  if (from === null) {
    if (seen || !isWhole(context.db, step, to)) return false;
    enqueuePush(context, { table, rowId, op: 'upsert', fields: to });
    return true;
  }
  if (!seen) return false;
  const fields = Object.fromEntries(
    Object.entries(to).filter(([field]) => sameValue(seen[field], from[field])),
  );
  if (Object.keys(fields).length === 0) return false;
  enqueuePush(context, { table, rowId, op: 'upsert', fields });
  return true;
}

/** Whether both ends of a membership are there. */
function isWhole(db: Database, { table }: Step, row: SyncRow): boolean {
  if (table !== 'collection_items') return true;
  return (
    seenRow(db, 'user_collections', String(row['collection_id'])) !== undefined &&
    seenRow(db, 'user_library', String(row['library_id'])) !== undefined
  );
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

/** The server writes instants its own way, and leaves out what an older one did not know. */
function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string' && INSTANT.test(a) && INSTANT.test(b)) {
    return Date.parse(a) === Date.parse(b);
  }
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

/** What a column holds before anybody wrote it. */
function plain(value: unknown): unknown {
  const nothing = value === undefined || value === false || value === 0;
  return nothing || (Array.isArray(value) && value.length === 0) ? null : value;
}
