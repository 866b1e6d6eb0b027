import { crc32, inflateSync } from 'node:zlib';
import { MAX_PACKET_BYTES } from './packet.ts';

/** PNG (https://www.w3.org/TR/png-3/): chunks of length, type, data and CRC. XMP lies in an iTXt of this keyword. */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const KEYWORD = Buffer.from('XML:com.adobe.xmp\0', 'latin1');

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.equals(bytes.subarray(0, 8));
}

interface Chunk {
  type: string;
  /** Where the chunk begins, with its length and type, and where the next one does. */
  start: number;
  end: number;
  data: Buffer;
}

/** Stops at the end of the picture or at the first chunk that does not fit. */
function* chunks(bytes: Buffer): Generator<Chunk> {
  let start = 8;
  while (start + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(start);
    const end = start + 12 + length;
    if (end > bytes.length) return;
    const type = bytes.toString('latin1', start + 4, start + 8);
    yield { type, start, end, data: bytes.subarray(start + 8, end - 4) };
    if (type === 'IEND') return;
    start = end;
  }
}

function isXmp(chunk: Chunk): boolean {
  return chunk.type === 'iTXt' && KEYWORD.equals(chunk.data.subarray(0, KEYWORD.length));
}

/** `keyword 0 | compressed? | method | language 0 | translated keyword 0 | text` */
export function readPngXmp(bytes: Buffer): string | undefined {
  for (const chunk of chunks(bytes)) {
    if (!isXmp(chunk)) continue;
    const compressed = chunk.data[KEYWORD.length] === 1;
    const language = chunk.data.indexOf(0, KEYWORD.length + 2);
    const translated = language < 0 ? -1 : chunk.data.indexOf(0, language + 1);
    if (translated < 0) return undefined;
    const text = chunk.data.subarray(translated + 1);
    if (!compressed) return text.toString('utf8');
    try {
      return inflateSync(text, { maxOutputLength: MAX_PACKET_BYTES }).toString('utf8');
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** The same picture with this packet, right after the header; nothing if the bytes are no whole PNG. */
export function writePngXmp(bytes: Buffer, packet: string): Buffer | undefined {
  const parts: Buffer[] = [SIGNATURE];
  let ended = false;
  for (const chunk of chunks(bytes)) {
    if (isXmp(chunk)) continue;
    parts.push(bytes.subarray(chunk.start, chunk.end));
    if (chunk.type === 'IHDR') parts.push(buildChunk(packet));
    ended = chunk.type === 'IEND';
  }
  return ended ? Buffer.concat(parts) : undefined;
}

function buildChunk(packet: string): Buffer {
  const data = Buffer.concat([KEYWORD, Buffer.from([0, 0, 0, 0]), Buffer.from(packet, 'utf8')]);
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write('iTXt', 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}
