/**
 * Where a JPEG ends that begins its first scan at `scan`: behind its end-of-image marker, past all scans of a
 * progressive one. The end of the bytes if there is no such marker, as some cameras leave it out.
 */
export function readUntilEnd(bytes: Buffer, scan: number): number {
  let at = scan;
  while (at + 4 <= bytes.length) {
    // A segment: the scan's header, or tables between two scans.
    at += 2 + bytes.readUInt16BE(at + 2);
    at = nextMarker(bytes, at);
    if (bytes[at + 1] === 0xd9) return at + 2;
  }
  return bytes.length;
}

/** Within a scan 0xff stands for itself with a zero behind it, or begins a restart marker. */
function nextMarker(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker !== 0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at;
  }
  return bytes.length;
}
