const OPERATORS: Record<string, string> = {
  eq: '=',
  neq: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  like: 'like',
  ilike: 'ilike',
  match: '~',
  imatch: '~*',
  isdistinct: 'is distinct from',
};
/** Their right side is a pattern, whatever the column is. */
const PATTERNS = new Set(['like', 'ilike', 'match', 'imatch']);
const IS = new Set(['null', 'true', 'false', 'unknown']);

export interface Condition {
  column: string;
  operator: string;
  negated: boolean;
  values: string[];
}

export class FilterError extends Error {}

/** `column=op.value`, several by comma, values quoted where they hold a comma: the filters of postgres_changes. */
export function parseFilter(text: string | null | undefined): Condition[] {
  if (!text) return [];
  return splitOutside(text).map(parseCondition);
}

function parseCondition(text: string): Condition {
  const match = /^\s*([^=\s]+)\s*=\s*(not\.)?([a-z]+)\.(.*)$/s.exec(text);
  const [, column, not, operator, value] = match ?? [];
  if (!column || !operator || value === undefined) throw new FilterError(`invalid filter: ${text}`);
  const condition = { column, operator, negated: not !== undefined };
  if (operator === 'in') {
    const list = /^\((.*)\)$/s.exec(value)?.[1];
    if (list === undefined) throw new FilterError(`invalid list: ${value}`);
    return { ...condition, values: splitOutside(list).map(unquote) };
  }
  if (operator === 'is' && !IS.has(value)) throw new FilterError(`invalid value for is: ${value}`);
  if (operator !== 'is' && !(operator in OPERATORS)) {
    throw new FilterError(`unknown operator: ${operator}`);
  }
  return { ...condition, values: [unquote(value)] };
}

/** Cuts at commas that stand in no quotes and no parentheses. */
function splitOutside(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted && char === '\\') at++;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function unquote(text: string): string {
  const quoted = /^"(.*)"$/s.exec(text)?.[1];
  return quoted === undefined ? text : quoted.replace(/\\(.)/gs, '$1');
}

/**
 * The conditions as SQL over a record `r`, appending their values to `params`. `types` maps a column to its type's
 * quoted name; a column that is not in it has been refused before.
 */
export function toSql(
  conditions: readonly Condition[],
  types: ReadonlyMap<string, string>,
  params: unknown[],
): string {
  const clauses = conditions.map(({ column, operator, negated, values }) => {
    const name = `r.${quoteName(column)}`;
    const type = PATTERNS.has(operator) ? 'text' : (types.get(column) ?? 'text');
    const bind = (value: string): string => `$${params.push(value)}::text::${type}`;
    const left = PATTERNS.has(operator) ? `${name}::text` : name;
    let clause: string;
    if (operator === 'is') clause = `${name} is ${values[0]}`;
    else if (operator === 'in') clause = `${name} in (${values.map(bind).join(', ')})`;
    else clause = `${left} ${OPERATORS[operator]} ${bind(values[0] ?? '')}`;
    return negated ? `not (${clause})` : `(${clause})`;
  });
  return clauses.length === 0 ? 'true' : clauses.join(' and ');
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
