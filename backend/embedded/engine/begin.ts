import { DatabaseError, type RequestContext, type TransactionOptions } from './engine.ts';

/**
 * The beginning of a transaction and all that it runs under, as one message: each round trip costs more than the work
 * it asks for. The role comes last: it may not set the others.
 */
export function beginSql(
  context: RequestContext | 'admin',
  { readOnly = false }: TransactionOptions,
  statementMs: number | null,
): string {
  const begin = readOnly ? 'begin read only' : 'begin';
  if (context === 'admin') return begin;
  const settings: [string, string][] = [
    ['request.jwt.claims', JSON.stringify(context.claims)],
    ['request.headers', JSON.stringify(context.headers)],
    ['request.method', context.method],
    ['request.path', context.path],
    ['search_path', 'public, extensions'],
    ...(statementMs === null
      ? []
      : [['statement_timeout', String(statementMs)] as [string, string]]),
    ['role', context.role],
  ];
  const calls = settings.map(([name, value]) => `set_config('${name}', ${literal(value)}, true)`);
  return `${begin}; select ${calls.join(', ')}`;
}

/**
 * A text as SQL reads it, whatever `standard_conforming_strings` says. Throws {@link DatabaseError} for a zero byte,
 * at which the message to Postgres would end.
 */
function literal(text: string): string {
  if (text.includes('\0')) {
    const message = 'invalid byte sequence for encoding "UTF8": 0x00';
    throw new DatabaseError({ code: '22021', message });
  }
  const doubled = text.replaceAll("'", "''");
  return doubled.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}
