import type { MediaType } from '../../contract/media.ts';

/** Bytes that `sniff` needs from the beginning of a file. */
export const SNIFF_BYTES = 64;

/** Brands of MP4 (https://mp4ra.org/registered-types/brands); QuickTime's `qt` is not among them. */
const MP4_BRANDS = new Set([
  'isom',
  'iso2',
  'iso4',
  'iso5',
  'iso6',
  'mp41',
  'mp42',
  'avc1',
  'dash',
  'M4V ',
]);

/**
 * What a file is by its first bytes, whatever its name says (rule F7); nothing if it is none of ours. SVG, PDF and
 * the like have no entry here, so they never reach a decoder.
 */
export function sniff(head: Uint8Array): MediaType | undefined {
  const text = Buffer.from(head.subarray(0, SNIFF_BYTES)).toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'image/tiff';
  // ISO base media: a box `ftyp` with a major brand and compatible brands of four letters.
  if (text.slice(4, 8) === 'ftyp') {
    const brands = text.slice(8).match(/.{4}/gs) ?? [];
    if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'image/avif';
    if (brands.some((brand) => MP4_BRANDS.has(brand))) return 'video/mp4';
  }
  // EBML, with the element DocType (0x4282) of four letters; Matroska itself is not taken.
  if (text.startsWith('\x1a\x45\xdf\xa3') && text.includes('\x42\x82\x84webm')) return 'video/webm';
  return undefined;
}
