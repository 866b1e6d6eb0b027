import sharp from 'sharp';
import { AtelierError } from '../../contract/errors.ts';
import { MEDIA_LIMITS, type MediaType } from '../../contract/media.ts';
import type { RenderedImage } from './provider.ts';

/** What the first bytes say. Nothing is believed that a vendor's header or file name says. */
export function sniff(bytes: Uint8Array): MediaType | undefined {
  // Not TextDecoder: its latin1 is windows-1252, in which 0x89 is another character.
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (head.startsWith('\u00ff\u00d8\u00ff')) return 'image/jpeg';
  if (head.startsWith('\u0089PNG\r\n\u001a\n')) return 'image/png';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp';
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  if (/^.{4}ftypavi[fs]/s.test(head)) return 'image/avif';
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'image/tiff';
  return undefined;
}

/**
 * A picture from a vendor's bytes, its type by content and its size by its own header. SVG and anything else
 * that is not in the list never reaches a decoder (rule F7).
 * @throws AtelierError `provider_answer_invalid`
 */
export async function toRenderedImage(bytes: Uint8Array): Promise<RenderedImage> {
  const mime = sniff(bytes);
  if (!mime) {
    throw new AtelierError(
      'provider_answer_invalid',
      'The provider sent bytes that are no picture.',
    );
  }
  try {
    const image = sharp(bytes, { limitInputPixels: MEDIA_LIMITS.pixels });
    const { width, height } = await image.metadata();
    return { bytes, mime, width, height };
  } catch (cause) {
    throw new AtelierError(
      'provider_answer_invalid',
      'The provider sent a picture that cannot be read.',
      undefined,
      cause,
    );
  }
}
