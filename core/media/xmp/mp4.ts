/**
 * MP4 (ISO 14496-12): boxes of a length, a type and a body. XMP lies in a `uuid` box of its own at the top level (XMP
 * specification part 3, "MPEG-4"), here at the end: nothing that the file points at moves.
 */
const XMP_UUID = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
const HEADER = 8;

interface Box {
  type: string;
  start: number;
  /** Where its body begins. */
  body: number;
  end: number;
}

function* boxes(bytes: Buffer): Generator<Box> {
  let start = 0;
  while (start + HEADER <= bytes.length) {
    const type = bytes.toString('latin1', start + 4, start + 8);
    let length = bytes.readUInt32BE(start);
    let body = start + HEADER;
    if (length === 1) {
      if (start + 16 > bytes.length) return;
      length = Number(bytes.readBigUInt64BE(start + 8));
      body = start + 16;
    }
    // 0: as far as the file goes.
    const end = length === 0 ? bytes.length : start + length;
    if (end < body || end > bytes.length) return;
    yield { type, start, body, end };
    start = end;
  }
}

export function isMp4(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(4, 8)).toString('latin1') === 'ftyp';
}

function isXmp(bytes: Buffer, { type, body, end }: Box): boolean {
  return type === 'uuid' && end - body >= 16 && bytes.subarray(body, body + 16).equals(XMP_UUID);
}

export function readMp4Xmp(bytes: Buffer): string | undefined {
  for (const box of boxes(bytes)) {
    if (isXmp(bytes, box)) return bytes.toString('utf8', box.body + 16, box.end);
  }
  return undefined;
}

/** The same film with this packet at its end; nothing if the bytes are no whole MP4. */
export function writeMp4Xmp(bytes: Buffer, packet: string): Buffer | undefined {
  const found = [...boxes(bytes)];
  const last = found.at(-1);
  if (!last || last.end !== bytes.length || !found.some(({ type }) => type === 'moov')) {
    return undefined;
  }
  const kept = Buffer.from(bytes);
  // A packet that is there already becomes room that nobody reads.
  for (const box of found) if (isXmp(bytes, box)) kept.write('free', box.start + 4, 'latin1');
  // A last box without a length would swallow what comes after it.
  if (bytes.readUInt32BE(last.start) === 0) kept.writeUInt32BE(last.end - last.start, last.start);
  const body = Buffer.concat([XMP_UUID, Buffer.from(packet, 'utf8')]);
  const header = Buffer.alloc(HEADER);
  header.writeUInt32BE(HEADER + body.length, 0);
  header.write('uuid', 4, 'latin1');
  return Buffer.concat([kept, header, body]);
}
