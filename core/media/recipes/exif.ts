/**
 * The few EXIF values a recipe or a date may lie in (Exif 2.32, section 4.6; TIFF 6.0, section 2), from the block as it
 * stands in a JPEG, WebP or PNG. Every place it names is checked; what does not hold is left out (rule F7).
 */
export interface ExifTexts {
  imageDescription?: string;
  make?: string;
  model?: string;
  userComment?: string;
  /** `2026:11:21 15:04:05`, and its offset, `+02:00`. */
  takenAt?: string;
  takenOffset?: string;
}

const NAMES: Readonly<Record<number, keyof ExifTexts>> = {
  0x010e: 'imageDescription',
  0x010f: 'make',
  0x0110: 'model',
  0x9286: 'userComment',
  0x9003: 'takenAt',
  0x9011: 'takenOffset',
};
const EXIF_IFD = 0x8769;
const ASCII = 2;
const UNDEFINED = 7;
const MOST_ENTRIES = 500;

export function readExif(block: Buffer): ExifTexts {
  const tiff = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block;
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return {};
  const little = order === 'II';
  const u16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number) => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const found: ExifTexts = {};

  /** Answers where the EXIF directory lies, if this one says so. */
  function readDirectory(start: number): number | undefined {
    if (start < 8 || start + 2 > tiff.length) return undefined;
    let exif: number | undefined;
    for (let entry = 0; entry < Math.min(u16(start), MOST_ENTRIES); entry += 1) {
      const at = start + 2 + entry * 12;
      if (at + 12 > tiff.length) return exif;
      const [tag, type, length] = [u16(at), u16(at + 2), u32(at + 4)];
      if (tag === EXIF_IFD) exif = u32(at + 8);
      const name = NAMES[tag];
      if (name === undefined || (type !== ASCII && type !== UNDEFINED)) continue;
      const from = length <= 4 ? at + 8 : u32(at + 8);
      if (from + length > tiff.length) continue;
      const bytes = tiff.subarray(from, from + length);
      found[name] =
        name === 'userComment'
          ? comment(bytes, little)
          : bytes.toString('utf8').replace(/\0+$/, '');
    }
    return exif;
  }

  const exif = readDirectory(u32(4));
  if (exif !== undefined) readDirectory(exif);
  return found;
}

/** Eight bytes say how it is written. Of `UNICODE` some programs mean one byte order, some the other. */
function comment(bytes: Buffer, little: boolean): string {
  const kind = bytes.toString('latin1', 0, 8);
  const text = bytes.subarray(8);
  if (kind.startsWith('UNICODE')) return utf16(text, little).replace(/\0+$/, '');
  const isKind = kind.startsWith('ASCII') || kind === '\0'.repeat(8);
  return (isKind ? text : bytes).toString('utf8').replace(/\0+$/, '');
}

function utf16(bytes: Buffer, little: boolean): string {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  let [first, second] = [0, 0];
  for (let at = 0; at < Math.min(even.length, 400); at += 2) {
    if (even[at] === 0) first += 1;
    if (even[at + 1] === 0) second += 1;
  }
  // Latin letters have a zero: first in big endian, second in little endian.
  const isLittle = first === second ? little : second > first;
  return isLittle ? even.toString('utf16le') : Buffer.from(even).swap16().toString('utf16le');
}

/** When the picture was taken; without an offset the time of this machine's zone. Nothing if it makes no sense. */
export function takenAt({ takenAt: text, takenOffset }: ExifTexts): string | undefined {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text ?? '');
  if (!parts) return undefined;
  const offset = /^(?:Z|[+-]\d\d:\d\d)$/.test(takenOffset ?? '') ? takenOffset : '';
  const time = new Date(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}${offset}`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
