import { RestError } from './rest-error.ts';

type Row = Record<string, string | null>;

/**
 * Rows of a `text/csv` body (https://docs.postgrest.org/en/v14/references/api/tables_views.html#bulk-insert): the first
 * line names the columns, the word NULL without quotes is null, and nothing between two commas is the empty text.
 * Throws PGRST102 for a line of another length than the first.
 */
export function parseCsv(text: string): Row[] {
  const [names = [], ...lines] = readLines(text.replace(/^\uFEFF/, ''));
  return lines.map((fields) => {
    if (fields.length !== names.length) {
      throw new RestError(400, 'PGRST102', 'All lines must have same number of fields');
    }
    return Object.fromEntries(names.map((name, index) => [name ?? 'NULL', fields[index] ?? null]));
  });
}

/** A field, quoted or not, and what ends it (RFC 4180). */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;

function readLines(text: string): (string | null)[][] {
  const lines: (string | null)[][] = [];
  let line: (string | null)[] = [];
  let offset = 0;
  while (offset < text.length || line.length > 0) {
    FIELD.lastIndex = offset;
    const found = FIELD.exec(text);
    if (!found) throw new RestError(400, 'PGRST102', 'Empty or invalid csv');
    const [whole, quoted, plain = '', end] = found;
    line.push(
      quoted !== undefined ? quoted.replaceAll('""', '"') : plain === 'NULL' ? null : plain,
    );
    offset += whole.length;
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  return lines;
}
