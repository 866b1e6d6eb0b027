import { readUntilEnd } from './jpeg-end.ts';
import type { MediaType } from '../../../contract/media.ts';

/**
 * The same picture without what was written about it, no pixel touched: colour profile, transparency, animation and
 * the way up stay. Nothing for a type other than PNG, JPEG and WebP, or where the bytes are not whole.
 */
export function stripMetadata(
  bytes: Buffer,
  mime: MediaType,
  orientation: number,
): Buffer | undefined {
  if (mime === 'image/png') return stripPng(bytes, orientation);
  if (mime === 'image/jpeg') return stripJpeg(bytes, orientation);
  return mime === 'image/webp' ? stripWebp(bytes, orientation) : undefined;
}

/** Chunks that say how a picture looks; all critical ones begin with a capital. */
const PNG_LOOKS = new Set([
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'sBIT',
  'cICP',
  'mDCV',
  'cLLI',
  'bKGD',
  'pHYs',
  'acTL',
  'fcTL',
  'fdAT',
]);

function stripPng(bytes: Buffer, orientation: number): Buffer | undefined {
  // Hardly any program turns a PNG by its Exif; one that must be turned is converted instead.
  if (orientation > 1) return undefined;
  const kept = [bytes.subarray(0, 8)];
  for (let start = 8; start + 12 <= bytes.length;) {
    const end = start + 12 + bytes.readUInt32BE(start);
    if (end > bytes.length) return undefined;
    const type = bytes.toString('latin1', start + 4, start + 8);
    if (/^[A-Z]/.test(type) || PNG_LOOKS.has(type)) kept.push(bytes.subarray(start, end));
    if (type === 'IEND') return Buffer.concat(kept);
    start = end;
  }
  return undefined;
}

const START_OF_SCAN = 0xda;
const [APP0, APP2, APP14, APP15, COMMENT] = [0xe0, 0xe2, 0xee, 0xef, 0xfe];

function stripJpeg(bytes: Buffer, orientation: number): Buffer | undefined {
  const kept = [bytes.subarray(0, 2)];
  const exif = orientation > 1 ? exifOf(orientation) : undefined;
  let start = 2;
  while (start + 4 <= bytes.length && bytes[start] === 0xff) {
    const marker = bytes[start + 1] ?? 0;
    if (marker === 0xff) {
      start += 1;
      continue;
    }
    if (marker === START_OF_SCAN) {
      if (exif) kept.splice(1, 0, jpegSegment(0xe1, exif));
      // Pictures and films behind the end of the picture are metadata too.
      kept.push(bytes.subarray(start, readUntilEnd(bytes, start)));
      return Buffer.concat(kept);
    }
    const end = start + 2 + bytes.readUInt16BE(start + 2);
    if (end > bytes.length || end < start + 4) return undefined;
    const data = bytes.subarray(start + 4, end);
    const isApp = marker >= APP0 && marker <= APP15;
    const looks = marker === APP0 || marker === APP14 || (marker === APP2 && isIcc(data));
    if ((!isApp && marker !== COMMENT) || looks) kept.push(bytes.subarray(start, end));
    start = end;
  }
  return undefined;
}

const isIcc = (data: Buffer) => data.toString('latin1', 0, 12) === 'ICC_PROFILE\0';

function jpegSegment(marker: number, data: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(0xff_00 | marker, 0);
  header.writeUInt16BE(2 + data.length, 2);
  return Buffer.concat([header, data]);
}

/** An Exif of one entry, which way is up: TIFF in big-endian order, one directory. */
function exifOf(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM', 0, 'latin1');
  tiff.writeUInt16BE(42, 2);
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x01_12, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
}

const WEBP_LOOKS = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** Flags of `VP8X` that promise an XMP and an Exif chunk. */
const TOLD = 0x04 | 0x08;

function stripWebp(bytes: Buffer, orientation: number): Buffer | undefined {
  if (orientation > 1) return undefined;
  const kept: Buffer[] = [];
  for (let start = 12; start + 8 <= bytes.length;) {
    const length = bytes.readUInt32LE(start + 4);
    const end = start + 8 + length + (length % 2);
    if (start + 8 + length > bytes.length) return undefined;
    const type = bytes.toString('latin1', start, start + 4);
    if (WEBP_LOOKS.has(type)) {
      const chunk = Buffer.from(bytes.subarray(start, end));
      if (type === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~TOLD;
      kept.push(chunk);
    }
    start = end;
  }
  if (kept.length === 0) return undefined;
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...kept]);
  const riff = Buffer.alloc(8);
  riff.write('RIFF', 'latin1');
  riff.writeUInt32LE(body.length, 4);
  return Buffer.concat([riff, body]);
}
