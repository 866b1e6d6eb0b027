import type { Format } from './media.ts';
import type { Preferences } from './preferences.ts';
import { RestError } from './rest-error.ts';
import type { EnvelopeRow } from './sql/envelope.ts';

/** PGRST116: one object was asked for, and there was none, or more. */
export function checkSingle(format: Format, row: EnvelopeRow): void {
  if (format.kind !== 'object' || row.page === '1') return;
  throw new RestError(406, 'PGRST116', 'Cannot coerce the result to a single JSON object', {
    details: `The result contains ${row.page} rows`,
  });
}

/** PGRST124: the caller named a limit for what may change. */
export function checkAffected({ maxAffected, handling }: Preferences, affected: number): void {
  if (maxAffected === null || handling !== 'strict' || affected <= maxAffected) return;
  throw new RestError(400, 'PGRST124', 'Query result exceeds max-affected preference constraint', {
    details: `The query affects ${affected} rows`,
  });
}

export function baseHeaders(preferences: Preferences): Headers {
  const headers = new Headers();
  if (preferences.applied.length > 0)
    headers.set('preference-applied', preferences.applied.join(', '));
  return headers;
}

/** What a function set by `response.status` and `response.headers`. Throws PGRST111 and PGRST112 as PostgREST does. */
export function applySettings(row: EnvelopeRow, status: number, headers: Headers): number {
  if (row.headers !== null) {
    try {
      for (const one of JSON.parse(row.headers) as Array<Record<string, string>>) {
        for (const [name, value] of Object.entries(one)) headers.append(name, value);
      }
    } catch {
      const text =
        'response.headers guc must be a JSON array composed of objects with a single key and a string value';
      throw new RestError(500, 'PGRST111', text);
    }
  }
  if (row.status === null) return status;
  const own = Number(row.status);
  if (Number.isInteger(own) && own >= 200 && own <= 599) return own;
  throw new RestError(500, 'PGRST112', 'response.status guc must be a valid status code');
}

/** `0-9/25`, or a star for rows when there are none, and for a total that was not asked for. */
export function contentRange(offset: number, page: number, total: number | null): string {
  const rows = page > 0 ? `${offset}-${offset + page - 1}` : '*';
  return `${rows}/${total ?? '*'}`;
}

/** 200, 206 for a part, or PGRST103 (416) for what lies beyond the end. */
export function rangeStatus(offset: number, page: number, total: number | null): number {
  if (total === null) return 200;
  if (offset > total) {
    throw new RestError(416, 'PGRST103', 'Requested range not satisfiable', {
      details: `An offset of ${offset} was requested, but there are only ${total} rows.`,
      headers: { 'content-range': `*/${total}` },
    });
  }
  return page < total ? 206 : 200;
}
