import { AtelierError } from '../../contract/errors.ts';
import type { RenderedVideo } from './provider.ts';

/**
 * A film from a vendor's bytes, its type by content alone; the worker decodes it before anyone sees it (rule F7).
 * @throws AtelierError `provider_answer_invalid`
 */
export function toRenderedVideo(bytes: Uint8Array): RenderedVideo {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (head.slice(4, 8) === 'ftyp' && !/^avi[fs]|^heic|^mif1/.test(head.slice(8, 12))) {
    return { bytes, mime: 'video/mp4' };
  }
  // EBML, as Matroska and WebM begin (RFC 8794).
  if (head.startsWith('\u001a\u0045\u00df\u00a3')) return { bytes, mime: 'video/webm' };
  if (/^GIF8[79]a/.test(head)) return { bytes, mime: 'image/gif' };
  throw new AtelierError('provider_answer_invalid', 'The provider sent bytes that are no film.');
}
