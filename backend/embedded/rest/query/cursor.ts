import { parseError } from '../rest-error.ts';

/** A place in a text, with the few ways in which the REST grammar moves on from it. */
export interface Cursor {
  done(): boolean;
  startsWith(text: string): boolean;
  take(text: string): boolean;
  expect(text: string): void;
  match(pattern: RegExp): string | null;
  /** A column, relation or alias: quoted, or up to the next mark of the grammar. */
  name(): string;
  /** A value inside a list: quoted, an array in braces, or up to `,` or `)`. */
  value(): string;
  fail(): never;
}

export function createCursor(text: string, what: string): Cursor {
  let at = 0;

  function fail(): never {
    const found = text[at] === undefined ? 'end of input' : JSON.stringify(text[at]);
    throw parseError(`"${what}" (line 1, column ${at + 1})`, `unexpected ${found}`);
  }

  function match(pattern: RegExp): string | null {
    const found = new RegExp(pattern.source, `${pattern.flags}y`);
    found.lastIndex = at;
    const result = found.exec(text);
    if (!result) return null;
    at += result[0].length;
    return result[0];
  }

  function quoted(): string | null {
    const raw = match(/"(?:[^"\\]|\\.)*"/s);
    return raw === null ? null : raw.slice(1, -1).replaceAll(/\\(.)/gs, '$1');
  }

  return {
    done: () => at >= text.length,
    startsWith: (mark) => text.startsWith(mark, at),
    take(mark) {
      if (!text.startsWith(mark, at)) return false;
      at += mark.length;
      return true;
    },
    expect(mark) {
      if (!this.take(mark)) fail();
    },
    match,
    name() {
      const plain = quoted() ?? match(/(?:[^\s"'(),.:!*>-]|[ ]|-(?!>))+/)?.trim();
      return plain || fail();
    },
    value() {
      return quoted() ?? match(/\{[^{}]*\}(?=[,)]|$)/) ?? match(/[^,)]*/) ?? '';
    },
    fail,
  };
}
