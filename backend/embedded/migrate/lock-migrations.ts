import type { Tx } from '../engine/engine.ts';

/** Until the end of the transaction nobody else changes the structure of this database, from wherever it is done. */
export async function lockMigrations(tx: Tx): Promise<void> {
  await tx.exec('select pg_catalog.pg_advisory_xact_lock(4716203118)');
}
