import type { SyncRow } from '../../contract/sync.ts';
import type { Database } from '../system/database.ts';

/** How one table that the creator sees is written from a row of the server. */
export interface MirrorTable {
  /** Tombstones are written too, with their `deleted_at`, instead of removing the row. */
  readonly keepsTombstones?: true;
  /** False if the row lacks what the table needs: then it is not shown. */
  write(db: Database, row: SyncRow): boolean;
  /** The same of many rows, no id among them twice, where they cost less together. */
  writeAll?(db: Database, rows: readonly SyncRow[]): boolean[];
  remove(db: Database, id: string): void;
}
