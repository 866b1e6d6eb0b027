import { DatabaseError, type RequestContext, type TransactionOptions } from './engine.ts';
import type { Statement } from './protocol.ts';

/**
 * The beginning of a transaction and all that it runs under, as one message: each round trip costs more than the work
 * it asks for.
 */
export function beginSql(
  context: RequestContext | 'admin',
  options: TransactionOptions,
  statementMs: number | null,
): string {
  const begin = options.readOnly ? 'begin read only' : 'begin';
  const settings = settingsOf(context, {}, statementMs);
  if (settings.length === 0) return begin;
  const calls = settings.map(([name, value]) => `set_config('${name}', ${literal(value)}, true)`);
  return `${begin}; select ${calls.join(', ')}`;
}

/** The same without `begin`, as statements that stay the same from request to request: one, or none. */
export function settingsStatements(
  context: RequestContext | 'admin',
  options: TransactionOptions,
): Statement[] {
  const settings = settingsOf(context, options, null);
  if (settings.length === 0) return [];
  const calls = settings.map(([name], at) => `set_config('${name}', $${at + 1}, true)`);
  return [{ sql: `select ${calls.join(', ')}`, values: settings.map(([, value]) => value) }];
}

/** The role comes last: it may not set the others. */
function settingsOf(
  context: RequestContext | 'admin',
  { readOnly = false }: TransactionOptions,
  statementMs: number | null,
): [string, string][] {
  const settings: [string, string][] = readOnly ? [['transaction_read_only', 'on']] : [];
  if (context === 'admin') return settings;
  settings.push(
    ['request.jwt.claims', JSON.stringify(context.claims)],
    ['request.headers', JSON.stringify(context.headers)],
    ['request.method', context.method],
    ['request.path', context.path],
    ['search_path', 'public, extensions'],
  );
  if (statementMs !== null) settings.push(['statement_timeout', String(statementMs)]);
  settings.push(['role', context.role]);
  return settings;
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
