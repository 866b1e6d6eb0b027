import type { MediaType } from '../../contract/media.ts';

/** Bytes that `sniff` needs from the beginning of a file. */
export const SNIFF_BYTES = 64;

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
  }
  return undefined;
}
