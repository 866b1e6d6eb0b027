import { RestError, parseError } from '../rest-error.ts';
import type { Query, Scope } from './ast.ts';
import { createCursor } from './cursor.ts';
import { looksLikeFilter, parseFilter, parseLogic } from './parse-filter.ts';
import { parseOrder } from './parse-order.ts';
import { parseSelect } from './parse-select.ts';

/** Between the names of a path: no name holds it, since Postgres refuses it too. */
export const PATH_MARK = '\0';

/**
 * Reads a query string. With `isArgument`, parameters that it claims, and those that do not read as filters, are left
 * in `rest` for the function. Throws PGRST100.
 */
export function parseQuery(search: URLSearchParams, isArgument?: (name: string) => boolean): Query {
  const scopes = new Map<string, Scope>();
  const rest: Array<[string, string]> = [];
  const scope = (path: readonly string[]): Scope => {
    const key = path.join(PATH_MARK);
    const found = scopes.get(key) ?? { where: [], order: [], limit: null, offset: 0 };
    scopes.set(key, found);
    return found;
  };
  const query: { -readonly [K in keyof Query]: Query[K] } = {
    select: [{ kind: 'all' }],
    scopes,
    onConflict: null,
    columns: null,
    rest,
  };
  scope([]);
  for (const [key, value] of search) {
    if (key === 'select') query.select = parseSelect(value);
    else if (key === 'on_conflict') query.onConflict = parseNames(value);
    else if (key === 'columns') query.columns = parseNames(value);
    else if (isArgument && (isArgument(key) || !readsAsFilter(key, value))) rest.push([key, value]);
    else readScoped(key, value, scope);
  }
  return query;
}

function readsAsFilter(key: string, value: string): boolean {
  return /(?:^|\.)(?:order|limit|offset|and|or)$/.test(key) || looksLikeFilter(value);
}

function readScoped(key: string, value: string, scope: (path: readonly string[]) => Scope): void {
  const segments = splitKey(key);
  const last = segments.at(-1) ?? '';
  const path = segments.slice(0, -1);
  if (last === 'order') scope(path).order.push(...parseOrder(value));
  else if (last === 'limit') scope(path).limit = parseCount(key, value);
  else if (last === 'offset') scope(path).offset = parseCount(key, value);
  else if (last === 'and' || last === 'or') {
    const negated = path.at(-1) === 'not';
    scope(negated ? path.slice(0, -1) : path).where.push(parseLogic(last, negated, value));
  } else scope(path).where.push(parseFilter(last, value));
}

/** Cuts at dots outside quotes and before the first JSON arrow: all before the last is the path of embeds. */
function splitKey(key: string): string[] {
  const arrow = key.indexOf('->');
  const head = arrow === -1 ? key : key.slice(0, arrow);
  const tail = arrow === -1 ? '' : key.slice(arrow);
  const parts = head.match(/(?:"(?:[^"\\]|\\.)*"|[^."])+/g) ?? [head];
  const last = (parts.pop() ?? '') + tail;
  return [...parts.map((part) => (part.startsWith('"') ? part.slice(1, -1) : part)), last];
}

function parseCount(key: string, value: string): number {
  if (!/^\d{1,15}$/.test(value))
    throw parseError(`"${key} parameter (${value})"`, 'a number is expected');
  return Number(value);
}

function parseNames(text: string): string[] {
  const cursor = createCursor(text, `columns parameter (${text})`);
  const names: string[] = [];
  if (cursor.done()) return names;
  do names.push(cursor.name());
  while (cursor.take(','));
  if (!cursor.done()) cursor.fail();
  return names;
}

/** `Range: 0-9` of the root, when no limit or offset was given. Throws PGRST103 when it ends before it starts. */
export function parseRange(header: string | null): { offset: number; limit: number | null } | null {
  const [, from, to] = /^(\d{1,15})-(\d{1,15})?$/.exec(header?.replace(/^items=/, '') ?? '') ?? [];
  if (from === undefined) return null;
  if (to === undefined) return { offset: Number(from), limit: null };
  if (Number(to) < Number(from)) {
    throw new RestError(416, 'PGRST103', 'Requested range not satisfiable', {
      details:
        'The lower boundary must be lower than or equal to the upper boundary in the Range header.',
    });
  }
  return { offset: Number(from), limit: Number(to) - Number(from) + 1 };
}
