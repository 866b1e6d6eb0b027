export type TableEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface DecodedTable {
  readonly text: string;
  readonly encoding: TableEncoding;
}

/**
 * The text of a file. A byte order mark decides; without one, zero bytes in every other place mean UTF-16, valid UTF-8
 * is UTF-8, and the rest is windows-1252, in which spreadsheets of Western Europe export and every byte means something.
 */
export function decodeTable(bytes: Uint8Array): DecodedTable {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  // Zeros that are left are no text of any of these.
  return { text: text.replaceAll('\u0000', ''), encoding };
}

function encodingOf(bytes: Uint8Array): TableEncoding {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return wideOrder(bytes) ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252');
}

const SAMPLE = 4_096;

/** Delimiters and line ends alone put zeros on one side, whatever the script. */
function wideOrder(bytes: Uint8Array): TableEncoding | null {
  const sample = bytes.subarray(0, SAMPLE);
  let even = 0;
  let odd = 0;
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  }
  const enough = sample.length / 40;
  if (odd > enough && even < odd / 10) return 'utf-16le';
  if (even > enough && odd < even / 10) return 'utf-16be';
  return null;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
