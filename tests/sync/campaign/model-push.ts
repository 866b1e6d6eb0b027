import {
  CLIENT_COLUMNS,
  type FieldConflict,
  type Mutation,
  type MutationResult,
  type PushAnswer,
  type SyncRow,
  type SyncTable,
} from '../../../contract/sync.ts';
import { UNTOUCHED } from './model-beginnings.ts';
import { type Caller, conflictsOf, isGone, type ModelStore, Rejection } from './model-store.ts';
import { MEMBERSHIPS, PARENTS_OF, REQUIRED, STAND_ALONE } from './model-tables.ts';

/** Edits as they arrive: idempotent by their ids (S2), merged by field (S3), refused one by one (S9). */
export function createModelPush(store: ModelStore) {
  function push(caller: Caller, mutations: readonly Mutation[]): PushAnswer {
    return store.inNewTransaction(() => ({
      epoch: store.epoch,
      results: mutations.map((mutation) => pushOne(caller, mutation)),
    }));
  }

  function pushOne(caller: Caller, mutation: Mutation): MutationResult {
    const { id, table, rowId, op, fields } = mutation;
    const key = `${caller.user} ${id}`;
    const fingerprint = JSON.stringify(mutation);
    const known = store.state.mutations.get(key);
    if (known?.fingerprint === fingerprint) {
      // The same verdict, with the row as it is by now.
      const row = store.find(table, rowId)?.row ?? null;
      return known.result.status === 'applied' ? { ...known.result, row } : known.result;
    }
    if (known) return { id, status: 'rejected', code: 'changed_body', message: 'another body' };
    const { session } = caller;
    const writer = { session, fields: Object.keys(fields) };
    const result = store.asWriter(writer, () => judge(caller, mutation));
    const record = { fingerprint, session, rowId, op, fields: writer.fields };
    store.state.mutations.set(key, { ...record, xid: store.current, result });
    return result;
  }

  function judge(caller: Caller, mutation: Mutation): MutationResult {
    const { id, table, rowId, op } = mutation;
    try {
      const conflicts = op === 'upsert' ? upsert(caller, mutation) : remove(caller, mutation);
      return { id, status: 'applied', row: store.find(table, rowId)?.row ?? null, conflicts };
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      return { id, status: 'rejected', code: error.code, message: error.message };
    }
  }

  function remove(caller: Caller, { table, rowId, fields }: Mutation): FieldConflict[] {
    checkColumns(table, fields);
    const known = store.find(table, rowId);
    if (table === 'profiles' || (known && known.user !== caller.user)) {
      throw new Rejection('forbidden', 'not yours');
    }
    const at = known && isGone(known.row) ? known.row['deleted_at'] : store.instant();
    if (known) store.put(table, rowId, caller.user, { deleted_at: at });
    return [];
  }

  function upsert(caller: Caller, mutation: Mutation): FieldConflict[] {
    const { table, rowId, base, fields } = mutation;
    checkColumns(table, fields);
    const known = store.find(table, rowId);
    if (table === 'profiles' ? rowId !== caller.user : known && known.user !== caller.user) {
      throw new Rejection('forbidden', 'not yours');
    }
    if (!known) {
      make(caller, mutation);
      return [];
    }
    const membership = MEMBERSHIPS.has(table);
    if (isGone(known.row)) {
      const knew = base !== null && Number(base) >= known.xid;
      const died = known.stamps['deleted_at'] ?? -1;
      if (!membership && !knew && !wasOwn(caller, rowId, died, 'delete')) {
        throw new Rejection('deleted', 'deleted');
      }
      checkReferences(caller, table, { ...known.row, ...fields });
      store.put(table, rowId, caller.user, { ...fields, deleted_at: null });
      return [];
    }
    const whole = membership || ['storage_path', 'sha256', 'mime'].some((name) => name in fields);
    const conflicts = conflictsOf(known, Number(base ?? 0), fields, (stamp, field) =>
      wasOwn(caller, rowId, stamp, 'upsert', field),
    );
    checkReferences(caller, table, whole ? { ...known.row, ...fields } : fields);
    store.put(table, rowId, caller.user, fields);
    return conflicts;
  }

  function make(caller: Caller, { table, rowId, base, fields }: Mutation): void {
    if (base !== null && !MEMBERSHIPS.has(table)) throw new Rejection('deleted', 'deleted');
    checkReferences(caller, table, fields);
    const lacking = (REQUIRED[table] ?? []).some((column) => fields[column] == null);
    if (lacking) throw new Rejection('invalid', 'a column is missing');
    const defaults = table === 'user_library' ? UNTOUCHED : {};
    const at = { created_at: store.instant(), deleted_at: null };
    store.put(table, rowId, caller.user, { ...defaults, ...at, ...fields });
    if (table === 'messages' && fields['role'] === 'user') countSaid(fields);
  }

  /** What is said to a character is counted on it, by nobody's wish. */
  function countSaid({ conversation_id }: SyncRow): void {
    const talk = store.find('conversations', String(conversation_id))?.row;
    const id = talk?.['character_id'];
    const character = typeof id === 'string' ? store.find('characters', id) : undefined;
    if (!character) return;
    const said = Number(character.row['interaction_count'] ?? 0) + 1;
    store.asWriter(null, () =>
      store.put('characters', String(id), character.user, { interaction_count: said }),
    );
  }

  function checkReferences(caller: Caller, table: SyncTable, row: SyncRow): void {
    const names = Object.entries(PARENTS_OF[table] ?? {});
    for (const [column, parentTable] of names) {
      const parent = parentOf(row[column], parentTable);
      if (!parent) continue;
      if (parent.user !== caller.user) throw new Rejection('forbidden', 'not one owner');
      if (isGone(parent.row) && !STAND_ALONE.has(table))
        throw new Rejection('deleted', `${column} names what is deleted`);
    }
    if (table === 'user_library' && 'storage_path' in row) checkFile(caller, row);
    // By its foreign keys, after all that the server looks at itself.
    for (const [column, parentTable] of names) {
      if (typeof row[column] === 'string' && !parentOf(row[column], parentTable))
        throw new Rejection('invalid', `${column} names nothing`);
    }
  }

  function parentOf(id: unknown, table: SyncTable) {
    return typeof id === 'string' ? store.find(table, id) : undefined;
  }

  function checkFile({ user }: Caller, row: SyncRow): void {
    const path = String(row['storage_path']);
    if (!path.startsWith(`${user}/`)) throw new Rejection('forbidden', 'another folder');
    if (!store.objects.has(path)) throw new Rejection('file_missing', 'not uploaded');
  }

  /** One session's own edits are no rivals of each other. */
  function wasOwn(caller: Caller, rowId: string, number: number, op: string, field?: string) {
    for (const known of store.state.mutations.values()) {
      const own = known.rowId === rowId && known.xid === number && known.session === caller.session;
      if (own && known.op === op && (field === undefined || known.fields.includes(field)))
        return true;
    }
    return false;
  }

  return push;
}

function checkColumns(table: Mutation['table'], fields: SyncRow): void {
  const columns: readonly string[] = CLIENT_COLUMNS[table];
  if (Object.keys(fields).some((column) => !columns.includes(column))) {
    throw new Rejection('forbidden', 'no such column');
  }
}
