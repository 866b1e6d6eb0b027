import type { SyncRow, SyncTable } from '../../../contract/sync.ts';
import type { OtherTable } from '../../../core/library/other-rows.ts';
import type { Random } from '../random.ts';
import type { Deeds } from './deeds.ts';
import type { MemoryDevice } from './memory-device.ts';
import { seenOn } from './view.ts';
import type { Witness } from './witness.ts';

/** What an act is given: where it happens, and who is told of it. */
export interface Turn {
  device: MemoryDevice;
  random: Random;
  deeds: Deeds;
  witness: Witness;
  /** Of those without a repository of their own. */
  tables: readonly OtherTable[];
  /** A text that nobody else ever wrote. */
  fresh(): string;
}

export type Act = (turn: Turn) => void;

/** Some row of a table that the creator sees there. */
export function pickOf(
  turn: Turn,
  table: SyncTable,
  where: (row: SyncRow) => boolean = () => true,
) {
  const rows = [...seenOn(turn.device.eyes, table).values()].filter(where);
  return turn.random.pick(rows);
}
export const idOf = (row: SyncRow) => String(row['id']);
export const live = (row: SyncRow) => row['trashed_at'] === null;

export function wrote(turn: Turn, table: SyncTable, row: SyncRow, given: SyncRow): void {
  // What a field holds already is no edit.
  const changed = Object.entries(given).filter(([field, value]) => row[field] !== value);
  const fields = Object.fromEntries(changed);
  turn.witness.wrote(turn.device, table, idOf(row), fields);
  turn.deeds.wrote(table, idOf(row), fields, row);
}

export function made(turn: Turn, table: SyncTable, id: string, fields: SyncRow): void {
  turn.witness.made(turn.device, table, id);
  turn.deeds.made(table, id, fields);
}

export function deleted(turn: Turn, table: SyncTable, id: string): void {
  turn.witness.deleted(turn.device, table, id);
  turn.deeds.deleted(table, id);
}
