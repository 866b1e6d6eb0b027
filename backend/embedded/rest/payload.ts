import { BodyTooLarge, readText } from '../gateway/read-body.ts';
import { parseCsv } from './csv.ts';
import { RestError } from './rest-error.ts';
import type { Payload } from './sql/render-write.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Postgres reads JSON by recursion, and here its stack is the process's own. */
const MAX_JSON_DEPTH = 500;

export async function readBody(request: Request): Promise<string> {
  try {
    return await readText(request, MAX_BODY_BYTES);
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid('Empty or invalid json');
    if (!(error instanceof BodyTooLarge)) throw error;
    throw new RestError(413, 'PGRST102', 'The request body is too large', {
      details: `At most ${MAX_BODY_BYTES} bytes are accepted.`,
    });
  }
}

/** Rows to write, of JSON, CSV or a form's fields. Throws PGRST102. */
export function parsePayload(
  body: string,
  contentType: string | null,
  columnsGiven: boolean,
): Payload {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'text/csv') return parseRows(JSON.stringify(parseCsv(body)), columnsGiven);
  if (type === 'application/x-www-form-urlencoded') {
    const fields = Object.fromEntries(new URLSearchParams(body));
    return parseRows(JSON.stringify(fields), columnsGiven);
  }
  return parseRows(body, columnsGiven);
}

function parseRows(text: string, columnsGiven: boolean): Payload {
  const body = parseJson(text);
  const rows: unknown[] = Array.isArray(body) ? body : [body];
  const first = rows[0];
  const keys = isObject(first) ? Object.keys(first) : [];
  for (const row of rows) {
    if (!isObject(row)) throw invalid('Empty or invalid json');
    // With `columns` the caller said which keys count; without, the first row's must be everyone's.
    if (!columnsGiven && !sameKeys(keys, row)) throw invalid('All object keys must match');
  }
  return { json: text, isArray: Array.isArray(body), keys, rows: rows.length };
}

/** Throws PGRST102 for what is no JSON, or nested beyond all reason. */
export function parseJson(text: string): unknown {
  if (depthOf(text) > MAX_JSON_DEPTH) throw invalid('The JSON is nested too deeply');
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('Empty or invalid json');
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sameKeys(keys: readonly string[], row: Record<string, unknown>): boolean {
  return Object.keys(row).length === keys.length && keys.every((key) => Object.hasOwn(row, key));
}

function invalid(message: string): RestError {
  return new RestError(400, 'PGRST102', message);
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}
