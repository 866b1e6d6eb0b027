import { parseError } from '../rest-error.ts';
import {
  AGGREGATES,
  type Aggregate,
  type Field,
  type JsonStep,
  type SelectEmbed,
  type SelectField,
  type SelectItem,
} from './ast.ts';
import { type Cursor, createCursor } from './cursor.ts';

/** Deeper trees than this only come from someone trying the server's patience. */
const MAX_DEPTH = 20;

/** Postgres itself takes no more columns in one row. */
const MAX_ITEMS = 1600;

/** `select=a,b:c->d::text,amount.sum(),rel!hint!inner(*),...other(x)` */
export function parseSelect(text: string): SelectItem[] {
  const cursor = createCursor(text, `select parameter (${text})`);
  const items = parseItems(cursor, 0);
  if (!cursor.done()) cursor.fail();
  return items;
}

function parseItems(cursor: Cursor, depth: number): SelectItem[] {
  if (depth > MAX_DEPTH) throw parseError('"select parameter"', 'the embeds are nested too deeply');
  const items: SelectItem[] = [];
  if (cursor.done() || cursor.startsWith(')')) return items;
  do {
    if (items.length === MAX_ITEMS) {
      throw parseError('"select parameter"', `more than ${MAX_ITEMS} columns are selected`);
    }
    items.push(parseItem(cursor, depth));
  } while (cursor.take(','));
  return items;
}

function parseItem(cursor: Cursor, depth: number): SelectItem {
  cursor.match(/\s*/);
  if (cursor.take('*')) return { kind: 'all' };
  const spread = cursor.take('...');
  let name = cursor.name();
  let alias: string | null = null;
  if (cursor.startsWith(':') && !cursor.startsWith('::')) {
    cursor.expect(':');
    alias = name;
    name = cursor.name();
  }
  if (cursor.startsWith('!') || (cursor.startsWith('(') && !isBareCount(cursor, name))) {
    return parseEmbed(cursor, { name, alias, spread }, depth);
  }
  if (spread) cursor.fail();
  return parseField(cursor, name, alias);
}

function isBareCount(cursor: Cursor, name: string): boolean {
  return name === 'count' && cursor.startsWith('()');
}

function parseEmbed(
  cursor: Cursor,
  head: Pick<SelectEmbed, 'name' | 'alias' | 'spread'>,
  depth: number,
): SelectEmbed {
  let hint: string | null = null;
  let join: 'left' | 'inner' = 'left';
  while (cursor.take('!')) {
    const word = cursor.name();
    if (word === 'inner' || word === 'left') join = word;
    else hint = word;
  }
  cursor.expect('(');
  const select = parseItems(cursor, depth + 1);
  cursor.expect(')');
  return { kind: 'embed', ...head, hint, join, select };
}

function parseField(cursor: Cursor, name: string, alias: string | null): SelectField {
  if (name === 'count' && cursor.take('()')) {
    const aggregate = { name: 'count', cast: parseCast(cursor) } as const;
    return { kind: 'field', field: null, alias, cast: null, aggregate };
  }
  const field: Field = { name, path: parsePath(cursor) };
  const cast = parseCast(cursor);
  const aggregate = parseAggregate(cursor);
  return { kind: 'field', field, alias, cast, aggregate };
}

function parseAggregate(cursor: Cursor): SelectField['aggregate'] {
  if (!cursor.take('.')) return null;
  const name = AGGREGATES.find((candidate: Aggregate) => cursor.take(`${candidate}()`));
  if (!name) cursor.fail();
  return { name, cast: parseCast(cursor) };
}

/** A type's name, perhaps of another schema, with length and brackets: letters only, so it needs no quotes. */
function parseCast(cursor: Cursor): string | null {
  if (!cursor.take('::')) return null;
  const type = cursor.match(/[a-z_][\w ]*(?:\.[a-z_]\w*(?!\())?(?:\(\d+(?:,\d+)?\))?(?:\[\])*/i);
  return type?.trim() || cursor.fail();
}

/** `->key`, `->0`, `->>key`: empty for a plain column. */
export function parsePath(cursor: Cursor): JsonStep[] {
  const path: JsonStep[] = [];
  for (;;) {
    const arrow = cursor.take('->>') ? '->>' : cursor.take('->') ? '->' : null;
    if (!arrow) return path;
    path.push({ arrow, key: cursor.match(/-?\d+(?![\w])/) ?? cursor.name() });
  }
}
