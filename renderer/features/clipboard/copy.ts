import i18next from 'i18next';
import { isVideo, type MediaType } from '../../../contract/media.ts';
import { originalOf, thumbnailOf } from '../../transport/media.ts';
import { notify } from '../../ui/toast.tsx';
import { tellError } from '../undo/tell-error.ts';

export async function copyText(text: string, what: 'prompt' | 'seed' | 'fileName'): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(what);
  } catch (error) {
    tellError(error);
  }
}

/**
 * Copies a picture in its full size, as PNG: the one format that every program takes from there. No clipboard takes a
 * film: of one its still is copied, as large as its thumbnails are. `chosen` is of how many works this one is.
 */
export async function copyPicture(
  { sha256, mime }: { readonly sha256: string; readonly mime: MediaType },
  chosen: number,
): Promise<void> {
  const isFilm = isVideo(mime);
  try {
    const png = pngOf(isFilm ? thumbnailOf(sha256, 1024) : originalOf(sha256));
    // The browser wants to be asked while the key is fresh: the picture may come later.
    const written = navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    // Why there is no picture comes before what the clipboard says of that.
    await png;
    await written;
    if (chosen > 1) tell('first', { count: chosen });
    else tell(isFilm ? 'still' : 'picture');
  } catch (error) {
    tellError(error);
  }
}

function tell(
  what: 'picture' | 'still' | 'first' | 'prompt' | 'seed' | 'fileName',
  counted: { count?: number } = {},
): void {
  notify({ message: i18next.t(`copied.${what}`, { ns: 'inspector', ...counted }), id: 'copied' });
}

async function pngOf(coming: Promise<Blob>): Promise<Blob> {
  const picture = await coming;
  if (picture.type === 'image/png') return picture;
  const bitmap = await createImageBitmap(picture);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/png' });
}
