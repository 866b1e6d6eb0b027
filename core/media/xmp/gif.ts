/**
 * GIF89a: XMP lies in an application extension whose packet is no chain of blocks, but text; the 258 bytes behind it
 * lead every reader that takes it for one to its end (XMP specification part 3, "GIF").
 */
const MARK = Buffer.from('\u0021\u00ff\u000bXMP DataXMP', 'latin1');
const TRAILER = Buffer.from([1, ...Array.from({ length: 256 }, (_, index) => 255 - index), 0]);

export function isGif(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 6)).toString('latin1') === 'GIF89a';
}

/** Where the first block behind the header and its colours begins. */
function afterColours(bytes: Buffer): number | undefined {
  const flags = bytes[10];
  if (flags === undefined || bytes.length < 14) return undefined;
  return 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
}

function packetAt(bytes: Buffer): { start: number; end: number } | undefined {
  const start = bytes.indexOf(MARK);
  if (start < 0) return undefined;
  const end = bytes.indexOf(TRAILER, start + MARK.length);
  return end < 0 ? undefined : { start, end };
}

export function readGifXmp(bytes: Buffer): string | undefined {
  const found = packetAt(bytes);
  return found && bytes.toString('utf8', found.start + MARK.length, found.end);
}

/** The same pictures with this packet before them; nothing if the bytes are no GIF. */
export function writeGifXmp(bytes: Buffer, packet: string): Buffer | undefined {
  const found = packetAt(bytes);
  const plain = found
    ? Buffer.concat([bytes.subarray(0, found.start), bytes.subarray(found.end + TRAILER.length)])
    : bytes;
  const at = afterColours(plain);
  if (at === undefined || at >= plain.length) return undefined;
  return Buffer.concat([
    plain.subarray(0, at),
    MARK,
    Buffer.from(packet, 'utf8'),
    TRAILER,
    plain.subarray(at),
  ]);
}
