import type { Tx } from '../engine/engine.ts';
import type { Caller, ServiceDeps } from '../gateway/service.ts';
import type { Format, Plan } from './media.ts';
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
  { deps: { engine }, caller, preferences, searchPath }: RunContext,
  { sql, values }: Envelope,
  options: { readOnly: boolean; check?: ((row: EnvelopeRow) => void) | undefined },
): Promise<EnvelopeRow> {
  const { readOnly, check } = options;
  const isPlain = searchPath === null && preferences.timezone === null;
  // What only read need not be undone.
  if (isPlain && (readOnly || (!check && preferences.tx !== 'rollback'))) {
    const { rows } = await engine.once<EnvelopeRow>(caller.context, sql, values, { readOnly });
    const row = only(rows);
    check?.(row);
    return row;
  }
  try {
    return await engine.transaction(
      caller.context,
      async (tx) => {
        await enter(tx, preferences, searchPath);
        const { rows } = await tx.query<EnvelopeRow>(sql, values);
        const row = only(rows);
        check?.(row);
        if (preferences.tx === 'rollback') throw new RolledBack(row);
        return row;
      },
      { readOnly },
    );
  } catch (error) {
    if (error instanceof RolledBack) return error.row;
    throw error;
  }
}

function only(rows: readonly EnvelopeRow[]): EnvelopeRow {
  const [row] = rows;
  if (!row) throw new RestError(500, 'PGRSTX00', 'The statement gave no answer');
  return row;
}

/** What every statement of a request runs under. */
export interface RunContext {
  deps: Pick<ServiceDeps, 'engine'>;
  caller: Caller;
  preferences: Preferences;
  /** Null where the engine's own will do. */
  searchPath: string | null;
}

async function enter(tx: Tx, { timezone }: Preferences, searchPath: string | null): Promise<void> {
  if (searchPath !== null) {
    await tx.query(`select set_config('search_path', $1, true)`, [searchPath]);
  }
  if (timezone !== null) await tx.query(`select set_config('timezone', $1, true)`, [timezone]);
}

/** The plan of a statement instead of its result. */
export async function explain(
  { deps: { engine }, caller, preferences, searchPath }: RunContext,
  { sql, values }: Envelope,
  { contentType }: Format,
  { format, options }: Plan,
): Promise<Response> {
  const wanted = [`format ${format}`, ...options].join(', ');
  const rows = await engine.transaction(caller.context, async (tx) => {
    await enter(tx, preferences, searchPath);
    const result = await tx.query<{ 'QUERY PLAN': unknown }>(`explain (${wanted}) ${sql}`, values);
    return result.rows.map((row) => row['QUERY PLAN']);
  });
  const body = format === 'json' ? JSON.stringify(rows[0]) : rows.join('\n');
  return new Response(body, { headers: { 'content-type': contentType } });
}

/** Postgres's own guess of how many rows a statement gives. */
export async function plannedRows(
  { deps: { engine }, caller, preferences, searchPath }: RunContext,
  { sql, values }: Envelope,
): Promise<number> {
  return engine.transaction(caller.context, async (tx: Tx) => {
    await enter(tx, preferences, searchPath);
    const { rows } = await tx.query<{ 'QUERY PLAN': Array<{ Plan: { 'Plan Rows': number } }> }>(
      `explain (format json) ${sql}`,
      values,
    );
    return rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
  });
}
