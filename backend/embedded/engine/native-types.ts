import type { ClientBase } from 'pg';
import { types } from '@electric-sql/pglite';

type Parser = (text: string) => unknown;
const PARSERS: Readonly<Record<number, (text: string, oid: number) => unknown>> = types.parsers;
const asText: Parser = (text) => text;

/** Which array type holds which type, in this database: enums and other types of its own have numbers of its own. */
export async function readArrayTypes(client: ClientBase): Promise<Map<number, number>> {
  const { rows } = await client.query<{ element: string; array: string }>(
    'select oid::text as element, typarray::text as array from pg_catalog.pg_type where typarray <> 0',
  );
  return new Map(rows.map(({ element, array }) => [Number(array), Number(element)]));
}

/** Turns a column's text into the very value that PGlite makes of it, so that both engines give the same rows. */
export function createTypes(arrays: ReadonlyMap<number, number>) {
  function parserOf(oid: number): Parser {
    const own = PARSERS[oid];
    if (own) return (text) => own(text, oid);
    const element = arrays.get(oid);
    if (element === undefined) return asText;
    const inner = PARSERS[element];
    const each: Parser = inner ? (text) => inner(text, element) : asText;
    return (text) => types.arrayParser(text, each, oid) as unknown;
  }
  const known = new Map<number, Parser>();
  return {
    getTypeParser(oid: number): Parser {
      const found = known.get(oid) ?? parserOf(oid);
      known.set(oid, found);
      return found;
    },
  };
}
