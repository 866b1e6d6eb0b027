import { invalidRequest } from './storage-error.ts';

export interface Part {
  name: string;
  filename: string | null;
  contentType: string;
  /** Must be read to its end before the next part is asked for. */
  body: AsyncIterable<Uint8Array>;
}

const MAX_HEADER_BYTES = 8 * 1024;
const CRLF = Buffer.from('\r\n');
const HEADER_END = Buffer.from('\r\n\r\n');

/** The boundary of a `multipart/form-data` content type, or null for any other type. */
export function boundaryOf(contentType: string): string | null {
  const match = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(
    contentType,
  );
  return match?.[1] ?? match?.[2] ?? null;
}

/**
 * Reads RFC 7578 part by part, never holding more than a chunk: the platform's own `formData()` would keep a whole
 * video in memory. Throws 400 on a body that breaks off.
 */
export async function* readMultipart(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<Part> {
  const source = new Source(body);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first delimiter has no line break before it; with this one it looks like the others.
  source.unshift(CRLF);
  for await (const _ of source.until(delimiter)) continue;
  for (;;) {
    const after = await source.take(2);
    if (after.toString('latin1') === '--') return;
    if (!after.equals(CRLF)) throw broken();
    source.unshift(CRLF);
    const { name, filename, contentType } = parseHeaders(await source.header());
    yield { name, filename, contentType, body: source.until(delimiter) };
  }
}

function broken(): Error {
  return invalidRequest('The multipart body is malformed');
}

function parseHeaders(text: string): Omit<Part, 'body'> {
  const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(text)?.[1];
  if (disposition === undefined) throw broken();
  const parameter = (key: string): string | null => {
    const match = new RegExp(`;\\s*${key}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(disposition);
    return match?.[1] ?? null;
  };
  const contentType = /^content-type:\s*(.+?)\s*$/im.exec(text)?.[1] ?? 'text/plain';
  return { name: parameter('name') ?? '', filename: parameter('filename'), contentType };
}

class Source {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#chunks = body[Symbol.asyncIterator]();
  }

  unshift(bytes: Buffer): void {
    this.#buffer = Buffer.concat([bytes, this.#buffer]);
  }

  async take(count: number): Promise<Buffer> {
    while (this.#buffer.length < count) await this.#more();
    const taken = this.#buffer.subarray(0, count);
    this.#buffer = this.#buffer.subarray(count);
    return taken;
  }

  /** A part's headers, which begin with the line break of its delimiter. */
  async header(): Promise<string> {
    let end: number;
    while ((end = this.#buffer.indexOf(HEADER_END)) === -1) {
      if (this.#buffer.length > MAX_HEADER_BYTES) throw broken();
      await this.#more();
    }
    const text = this.#buffer.subarray(0, end).toString('utf8');
    this.#buffer = this.#buffer.subarray(end + HEADER_END.length);
    return text;
  }

  /** What comes before the delimiter, which is consumed too. */
  async *until(delimiter: Buffer): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = this.#buffer.indexOf(delimiter);
      if (at !== -1) {
        const last = this.#buffer.subarray(0, at);
        this.#buffer = this.#buffer.subarray(at + delimiter.length);
        if (last.length > 0) yield last;
        return;
      }
      // The end of what is here may be the beginning of the delimiter.
      const safe = this.#buffer.length - delimiter.length + 1;
      if (safe > 0) {
        const ready = this.#buffer.subarray(0, safe);
        this.#buffer = this.#buffer.subarray(safe);
        yield ready;
      }
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done) throw broken();
    this.#buffer = Buffer.concat([this.#buffer, value]);
  }
}
