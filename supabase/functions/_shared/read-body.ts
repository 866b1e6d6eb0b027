import { AtelierError } from '../../../contract/errors.ts';

/** No request of the contract comes near it: a hundred promotions are 15 kB. */
const MAX_BYTES = 256 * 1024;

/** The JSON of a request. Throws `invalid_input` for what is none, or is too much; never reads more than the limit. */
export async function readJson(request: Request): Promise<unknown> {
  return parseJson(await readText(request));
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (!isStorable(key) || (typeof value === 'string' && !isStorable(value))) throw UNSTORABLE;
      return value;
    });
  } catch (error) {
    if (error === UNSTORABLE) throw error;
    throw new AtelierError('invalid_input', 'The request is not JSON.');
  }
}

const UNSTORABLE = new AtelierError('invalid_input', 'A text has characters that are none.');

/** JSON may say a zero character and half a surrogate pair; Postgres keeps neither, and breaks at them. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The text of a request, byte for byte as it came. */
export async function readText(request: Request): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MAX_BYTES) throw new AtelierError('invalid_input', 'The request is too large.');
    parts.push(part);
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(whole);
  } catch {
    throw new AtelierError('invalid_input', 'The request is not UTF-8.');
  }
}
