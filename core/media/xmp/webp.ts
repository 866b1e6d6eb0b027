/**
 * WebP (https://developers.google.com/speed/webp/docs/riff_container): RIFF chunks padded to even lengths. XMP
 * lies in a chunk `XMP ` that only the extended form (a first chunk `VP8X`) may have.
 */
const XMP_FLAG = 0x04;
const ALPHA_FLAG = 0x10;

export function isWebp(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return text.startsWith('RIFF') && text.endsWith('WEBP') && text.length === 12;
}

interface Chunk {
  type: string;
  data: Buffer;
}

function* chunks(bytes: Buffer): Generator<Chunk> {
  let start = 12;
  while (start + 8 <= bytes.length) {
    const length = bytes.readUInt32LE(start + 4);
    const end = start + 8 + length;
    if (end > bytes.length) return;
    yield {
      type: bytes.toString('latin1', start, start + 4),
      data: bytes.subarray(start + 8, end),
    };
    start = end + (length % 2);
  }
}

export function readWebpXmp(bytes: Buffer): string | undefined {
  for (const chunk of chunks(bytes)) {
    if (chunk.type === 'XMP ') return chunk.data.toString('utf8');
  }
  return undefined;
}

/** The same picture with this packet at its end; nothing if the bytes hold no WebP picture. */
export function writeWebpXmp(bytes: Buffer, packet: string): Buffer | undefined {
  const kept = [...chunks(bytes)].filter((chunk) => chunk.type !== 'XMP ');
  const first = kept[0];
  if (!first) return undefined;
  const header = first.type === 'VP8X' ? Buffer.from(first.data) : extendedHeader(first);
  if (!header || header.length < 10) return undefined;
  header[0] = (header[0] ?? 0) | XMP_FLAG;
  const pictures = first.type === 'VP8X' ? kept.slice(1) : kept;
  const body = Buffer.concat([
    Buffer.from('WEBP', 'latin1'),
    ...[
      { type: 'VP8X', data: header },
      ...pictures,
      { type: 'XMP ', data: Buffer.from(packet, 'utf8') },
    ].map(buildChunk),
  ]);
  const riff = Buffer.alloc(8);
  riff.write('RIFF', 'latin1');
  riff.writeUInt32LE(body.length, 4);
  return Buffer.concat([riff, body]);
}

/** The `VP8X` of a simple file: flags, three reserved bytes, then width and height less one in 24 bits each. */
function extendedHeader(picture: Chunk): Buffer | undefined {
  const { type, data } = picture;
  if (data.length < 10) return undefined;
  const header = Buffer.alloc(10);
  if (type === 'VP8 ') {
    // A lossy frame: three bytes of tag, the start code 9d 01 2a, then 14 bits each of width and height.
    if (data.readUIntBE(3, 3) !== 0x9d_01_2a) return undefined;
    header.writeUIntLE((data.readUInt16LE(6) & 0x3f_ff) - 1, 4, 3);
    header.writeUIntLE((data.readUInt16LE(8) & 0x3f_ff) - 1, 7, 3);
    return header;
  }
  if (type !== 'VP8L' || data[0] !== 0x2f) return undefined;
  // A lossless one: 14 bits of width less one, 14 of height less one, one bit that says whether alpha is used.
  const bits = data.readUInt32LE(1);
  header.writeUIntLE(bits & 0x3f_ff, 4, 3);
  header.writeUIntLE((bits >>> 14) & 0x3f_ff, 7, 3);
  if ((bits >>> 28) & 1) header[0] = ALPHA_FLAG;
  return header;
}

function buildChunk({ type, data }: Chunk): Buffer {
  const chunk = Buffer.alloc(8 + data.length + (data.length % 2));
  chunk.write(type, 'latin1');
  chunk.writeUInt32LE(data.length, 4);
  data.copy(chunk, 8);
  return chunk;
}
