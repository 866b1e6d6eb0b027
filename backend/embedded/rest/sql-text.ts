import { RestError } from './rest-error.ts';

/** A quoted identifier: nothing in it can be read as anything else. */
export function ident(name: string): string {
  refuseNul(name);
  return `"${name.replaceAll('"', '""')}"`;
}

export function qualified(schema: string, name: string): string {
  return `${ident(schema)}.${ident(name)}`;
}

/** A string constant, for the few places where a parameter would change the meaning (the keys of a JSON path). */
export function literal(text: string): string {
  refuseNul(text);
  const doubled = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

export interface Params {
  readonly values: unknown[];
  /** The placeholder of a value. */
  add(value: unknown): string;
}

export function createParams(): Params {
  const values: unknown[] = [];
  return {
    values,
    add(value) {
      if (typeof value === 'string') refuseNul(value);
      values.push(value);
      return `$${values.length}`;
    },
  };
}

function refuseNul(text: string): void {
  if (text.includes('\0')) {
    throw new RestError(400, '22021', 'invalid byte sequence for encoding "UTF8": 0x00');
  }
}
