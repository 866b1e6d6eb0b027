/**
 * JPEG: segments of marker, length (its own two bytes counted) and data before the first scan. XMP lies in an APP1
 * that begins with this name (XMP specification part 3, section 1.1.3).
 */
const NAME = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const APP0 = 0xe0;
const APP1 = 0xe1;
/** A segment's length has 16 bits. */
const LONGEST_PACKET = 0xff_ff - 2 - NAME.length;

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

interface Segment {
  marker: number;
  start: number;
  end: number;
  data: Buffer;
}

/** The segments before the first scan; the last one yielded is the scan's. */
function* segments(bytes: Buffer): Generator<Segment> {
  let start = 2;
  while (start + 4 <= bytes.length && bytes[start] === 0xff) {
    const marker = bytes[start + 1] ?? 0;
    // Any number of 0xff may stand before a marker.
    if (marker === 0xff) {
      start += 1;
      continue;
    }
    if (marker === END_OF_IMAGE) return;
    const end = start + 2 + bytes.readUInt16BE(start + 2);
    if (end > bytes.length || end < start + 4) return;
    yield { marker, start, end, data: bytes.subarray(start + 4, end) };
    if (marker === START_OF_SCAN) return;
    start = end;
  }
}

function isXmp(segment: Segment): boolean {
  return segment.marker === APP1 && NAME.equals(segment.data.subarray(0, NAME.length));
}

export function readJpegXmp(bytes: Buffer): string | undefined {
  for (const segment of segments(bytes)) {
    if (isXmp(segment)) return segment.data.toString('utf8', NAME.length);
  }
  return undefined;
}

/** The same picture with this packet, behind JFIF and Exif; nothing if there is no scan or the packet is too long. */
export function writeJpegXmp(bytes: Buffer, packet: string): Buffer | undefined {
  const text = Buffer.from(packet, 'utf8');
  if (text.length > LONGEST_PACKET) return undefined;
  const head: Buffer[] = [bytes.subarray(0, 2)];
  const rest: Buffer[] = [];
  for (const segment of segments(bytes)) {
    if (isXmp(segment)) continue;
    if (segment.marker === START_OF_SCAN) {
      return Buffer.concat([...head, buildSegment(text), ...rest, bytes.subarray(segment.start)]);
    }
    const first = segment.marker === APP0 || segment.marker === APP1;
    (first && rest.length === 0 ? head : rest).push(bytes.subarray(segment.start, segment.end));
  }
  return undefined;
}

function buildSegment(text: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(0xff_00 | APP1, 0);
  header.writeUInt16BE(2 + NAME.length + text.length, 2);
  return Buffer.concat([header, NAME, text]);
}
