/**
 * The part of TOML (https://toml.io/en/v1.0.0) in which the Supabase CLI writes `config.toml`: tables on lines of their
 * own; keys that are bare or quoted; strings, numbers, booleans and arrays of them, which may span lines. Anything else
 * is refused, because a setting that is silently not read would be worse.
 */
export type TomlValue = string | number | boolean | TomlValue[] | TomlTable;
export interface TomlTable {
  [key: string]: TomlValue;
}

export class TomlError extends Error {
  override readonly name = 'TomlError';
}

/** `[a.b]` becomes `{a: {b: …}}`. Throws {@link TomlError} with the line. */
export function readToml(text: string): TomlTable {
  const root = emptyTable();
  let table = root;
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const started = index + 1;
    let line = withoutComment(lines[index] ?? '').trim();
    if (line === '') continue;
    // An array goes on until its brackets close.
    while (isOpen(line) && index + 1 < lines.length) {
      line += ` ${withoutComment(lines[++index] ?? '').trim()}`;
    }
    const header = /^\[(?!\[)(.+)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      table = descend(root, splitKey(header, started), started);
      continue;
    }
    const [, key = '', value = ''] =
      /^((?:"[^"]*"|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|[\w-]+))*)\s*=\s*(.+)$/.exec(line) ?? [];
    if (key === '') throw new TomlError(`line ${started} is neither a table nor a key`);
    const path = splitKey(key, started);
    descend(table, path.slice(0, -1), started)[path.at(-1) ?? ''] = parseValue(value, started);
  }
  return root;
}

function emptyTable(): TomlTable {
  // Without a prototype: no key of a file can reach one.
  return Object.create(null) as TomlTable;
}

function withoutComment(line: string): string {
  return /^(?:[^"'#]|"(?:[^"\\]|\\.)*"|'[^']*')*/.exec(line)?.[0] ?? '';
}

function isOpen(line: string): boolean {
  if (!/=\s*\[/.test(line)) return false;
  const bare = line.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '');
  return bare.split('[').length > bare.split(']').length;
}

function splitKey(text: string, line: number): string[] {
  const parts = text.match(/"[^"]*"|[\w-]+/g);
  if (!parts) throw new TomlError(`line ${line} names nothing`);
  return parts.map((part) => part.replaceAll('"', ''));
}

function descend(table: TomlTable, path: readonly string[], line: number): TomlTable {
  let current = table;
  for (const name of path) {
    const next = (current[name] ??= emptyTable());
    if (typeof next !== 'object' || Array.isArray(next)) {
      throw new TomlError(`line ${line}: ${name} is a value already`);
    }
    current = next;
  }
  return current;
}

function parseValue(text: string, line: number): TomlValue {
  const value = text.trim();
  if (value === 'true' || value === 'false') return value === 'true';
  if (/^[+-]?\d[\d_]*(?:\.\d+)?$/.test(value)) return Number(value.replaceAll('_', ''));
  const literal = /^'([^']*)'$/.exec(value)?.[1];
  if (literal !== undefined) return literal;
  if (/^"(?:[^"\\]|\\.)*"$/.test(value)) return unescape(value, line);
  if (value.startsWith('[') && value.endsWith(']')) {
    const items = value.slice(1, -1).match(/"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,]+/g) ?? [];
    return items.map((item) => parseValue(item, line));
  }
  throw new TomlError(`line ${line}: ${value.slice(0, 40)} is no value that is understood`);
}

function unescape(quoted: string, line: number): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw new TomlError(`line ${line}: the string has an escape that is not understood`);
  }
}
