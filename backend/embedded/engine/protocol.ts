import { DatabaseError } from './engine.ts';

/**
 * The messages of Postgres's extended query protocol that this engine speaks
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html), all values as text. PGlite's own reader and
 * writer of them took a fifth of the time of a small request.
 */
export interface Statement {
  sql: string;
  values: ReadonlyArray<string | null>;
}

const KEPT_BYTES = 64 * 1024;
const MOST_VALUES = 65_535;
/** UTF-8 takes no more for a unit of a JavaScript string. To measure a short text takes longer than to copy it. */
const BYTES_A_UNIT = 3;
const SHORT_UNITS = 1024;

/** Throws {@link DatabaseError} for what no message could carry: Postgres would stop reading at a zero byte. */
export function checkStatement({ sql, values }: Statement): void {
  if (sql.includes('\0')) {
    const message = 'invalid byte sequence for encoding "UTF8": 0x00';
    throw new DatabaseError({ code: '22021', message });
  }
  if (values.length > MOST_VALUES) {
    throw new DatabaseError({ code: '54023', message: 'too many parameters' });
  }
}

/** Builds the messages of one call. The bytes of {@link MessageWriter.take} are good until the next one begins. */
export class MessageWriter {
  #bytes = Buffer.allocUnsafeSlow(KEPT_BYTES);
  #at = 0;

  parse(name: string, sql: string): void {
    const start = this.#begin('P');
    this.#zeroEnded(name);
    this.#zeroEnded(sql);
    this.#int16(0);
    this.#end(start);
  }

  bind(name: string, values: Statement['values']): void {
    const start = this.#begin('B');
    this.#zeroEnded('');
    this.#zeroEnded(name);
    this.#int16(0);
    this.#int16(values.length);
    for (const value of values) this.#value(value);
    this.#int16(0);
    this.#end(start);
  }

  /** Of the rows that the bound statement gives. */
  describe(): void {
    const start = this.#begin('D');
    this.#zeroEnded('P');
    this.#end(start);
  }

  execute(): void {
    const start = this.#begin('E');
    this.#zeroEnded('');
    this.#int32(0);
    this.#end(start);
  }

  /** Forgets a prepared statement; one that is not there is no error. */
  close(name: string): void {
    const start = this.#begin('C');
    this.#zeroEnded(`S${name}`);
    this.#end(start);
  }

  sync(): void {
    this.#end(this.#begin('S'));
  }

  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#at);
    this.#at = 0;
    if (this.#bytes.byteLength > KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(KEPT_BYTES);
    return taken;
  }

  #begin(type: string): number {
    this.#room(5);
    this.#bytes[this.#at] = type.charCodeAt(0);
    this.#at += 5;
    return this.#at - 4;
  }

  #end(start: number): void {
    this.#bytes.writeInt32BE(this.#at - start, start);
  }

  #value(value: string | null): void {
    const start = this.#at;
    this.#int32(-1);
    if (value === null) return;
    const length = this.#text(value);
    this.#bytes.writeInt32BE(length, start);
  }

  #zeroEnded(text: string): void {
    this.#text(text);
    this.#room(1);
    this.#bytes[this.#at] = 0;
    this.#at += 1;
  }

  #text(text: string): number {
    this.#room(
      text.length <= SHORT_UNITS ? text.length * BYTES_A_UNIT : Buffer.byteLength(text, 'utf8'),
    );
    const written = this.#bytes.write(text, this.#at, 'utf8');
    this.#at += written;
    return written;
  }

  #int16(value: number): void {
    this.#room(2);
    this.#at = this.#bytes.writeUInt16BE(value, this.#at);
  }

  #int32(value: number): void {
    this.#room(4);
    this.#at = this.#bytes.writeInt32BE(value, this.#at);
  }

  #room(wanted: number): void {
    if (this.#at + wanted <= this.#bytes.byteLength) return;
    const size = Math.max(2 * this.#bytes.byteLength, this.#at + wanted);
    const larger = Buffer.allocUnsafeSlow(size);
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** A column of the rows that follow. */
export interface Field {
  name: string;
  type: number;
}

/** What one call was answered. */
export interface Reply {
  /** The columns of the described statement; null when it gives no rows. */
  fields: Field[] | null;
  /** The rows of that statement, as texts. */
  rows: Array<Array<string | null>>;
  /** Of the last statement, such as `INSERT 0 1`. */
  tag: string;
  error: DatabaseError | null;
  notices: Array<{ channel: string; payload: string }>;
  /** Whether a transaction goes on. */
  isOpen: boolean;
}

const NUL = 0;

export function readReply(bytes: Buffer): Reply {
  const reply: Reply = {
    fields: null,
    rows: [],
    tag: '',
    error: null,
    notices: [],
    isOpen: false,
  };
  for (let at = 0; at < bytes.byteLength;) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    readMessage(bytes, bytes[at] ?? NUL, at + 5, end, reply);
    at = end;
  }
  return reply;
}

function readMessage(bytes: Buffer, type: number, at: number, end: number, reply: Reply): void {
  switch (String.fromCharCode(type)) {
    case 'T':
      reply.fields = readFields(bytes, at);
      break;
    case 'D':
      // What comes before the description are the rows of settings, which nobody wants.
      if (reply.fields) reply.rows.push(readRow(bytes, at));
      break;
    case 'C':
      reply.tag = bytes.toString('utf8', at, end - 1);
      break;
    case 'E':
      reply.error ??= readError(bytes, at);
      break;
    case 'A': {
      const split = bytes.indexOf(NUL, at + 4);
      const channel = bytes.toString('utf8', at + 4, split);
      reply.notices.push({ channel, payload: bytes.toString('utf8', split + 1, end - 1) });
      break;
    }
    case 'Z':
      reply.isOpen = bytes[at] !== 'I'.charCodeAt(0);
      break;
    default:
  }
}

function readFields(bytes: Buffer, start: number): Field[] {
  const fields: Field[] = [];
  let at = start + 2;
  for (let left = bytes.readUInt16BE(start); left > 0; left -= 1) {
    const split = bytes.indexOf(NUL, at);
    // Behind the name: table, column, type, its size, its modifier, its format.
    fields.push({
      name: bytes.toString('utf8', at, split),
      type: bytes.readUInt32BE(split + 7),
    });
    at = split + 19;
  }
  return fields;
}

function readRow(bytes: Buffer, start: number): Array<string | null> {
  const row: Array<string | null> = [];
  let at = start + 2;
  for (let left = bytes.readUInt16BE(start); left > 0; left -= 1) {
    const length = bytes.readInt32BE(at);
    at += 4;
    if (length < 0) row.push(null);
    else row.push(bytes.toString('utf8', at, (at += length)));
  }
  return row;
}

function readError(bytes: Buffer, start: number): DatabaseError {
  const found = new Map<string, string>();
  for (let at = start; bytes[at];) {
    const end = bytes.indexOf(NUL, at + 1);
    found.set(String.fromCharCode(bytes[at] ?? NUL), bytes.toString('utf8', at + 1, end));
    at = end + 1;
  }
  return new DatabaseError({
    code: found.get('C') ?? 'XX000',
    message: found.get('M') ?? '',
    detail: found.get('D'),
    hint: found.get('H'),
    constraint: found.get('n'),
  });
}
