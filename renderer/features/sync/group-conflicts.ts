import type { ConflictRecord } from '../../../contract/sync.ts';

/** The fields of one item that two machines changed. */
export interface ConflictedItem {
  readonly table: ConflictRecord['table'];
  readonly rowId: string;
  /** The newest first. */
  readonly fields: readonly ConflictRecord[];
}

/** Conflicts by the item they are about; the item that was changed last comes first. */
export function groupConflicts(conflicts: readonly ConflictRecord[]): ConflictedItem[] {
  const items = new Map<string, ConflictRecord[]>();
  const newestFirst = [...conflicts].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  for (const conflict of newestFirst) {
    const key = `${conflict.table} ${conflict.rowId}`;
    items.set(key, [...(items.get(key) ?? []), conflict]);
  }
  return [...items.values()].flatMap((fields) => {
    const [first] = fields;
    return first ? [{ table: first.table, rowId: first.rowId, fields }] : [];
  });
}
