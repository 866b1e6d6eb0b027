import type { Tx } from '../engine/engine.ts';
import type { Caller, ServiceDeps } from '../gateway/service.ts';
import type { Preferences } from './preferences.ts';
import { RestError } from './rest-error.ts';
import type { Envelope, EnvelopeRow } from './sql/envelope.ts';

/** Carries an answer out of a transaction that must not stand. */
class RolledBack extends Error {
  readonly row: EnvelopeRow;

  constructor(row: EnvelopeRow) {
    super('rolled back as asked');
    this.row = row;
  }
}

/**
 * Runs the statement as the caller. `check` looks at the result while it can still be undone: what it throws rolls
 * back.
 */
export async function runEnvelope(
  { engine }: Pick<ServiceDeps, 'engine'>,
  caller: Caller,
  { sql, values }: Envelope,
  options: { readOnly: boolean; preferences: Preferences; check?: (row: EnvelopeRow) => void },
): Promise<EnvelopeRow> {
  try {
    return await engine.transaction(caller.context, async (tx) => {
      if (options.readOnly) await tx.exec('set transaction read only');
      const { rows } = await tx.query<EnvelopeRow>(sql, values);
      const row = rows[0];
      if (!row) throw new RestError(500, 'PGRSTX00', 'The statement gave no answer');
      options.check?.(row);
      if (options.preferences.tx === 'rollback') throw new RolledBack(row);
      return row;
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.row;
    throw error;
  }
}

/** Postgres's own guess of how many rows a statement gives. */
export async function plannedRows(
  { engine }: Pick<ServiceDeps, 'engine'>,
  caller: Caller,
  { sql, values }: Envelope,
): Promise<number> {
  return engine.transaction(caller.context, async (tx: Tx) => {
    const { rows } = await tx.query<{ 'QUERY PLAN': Array<{ Plan: { 'Plan Rows': number } }> }>(
      `explain (format json) ${sql}`,
      values,
    );
    return rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
  });
}
