import i18next from 'i18next';
import { originalOf } from '../../transport/media.ts';
import { notify } from '../../ui/toast.tsx';
import { tellError } from '../undo/tell-error.ts';

export async function copyText(text: string, what: 'prompt' | 'seed' | 'fileName'): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tellCopied(what);
  } catch (error) {
    tellError(error);
  }
}

/** Copies a picture in its full size, as PNG: the one format that every program takes from there. */
export async function copyPicture(sha256: string): Promise<void> {
  try {
    const png = pngOf(sha256);
    // The browser wants to be asked while the key is fresh: the picture may come later.
    const written = navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    // Why there is no picture comes before what the clipboard says of that.
    await png;
    await written;
    tellCopied('picture');
  } catch (error) {
    tellError(error);
  }
}

function tellCopied(what: 'picture' | 'prompt' | 'seed' | 'fileName'): void {
  notify({ message: i18next.t(`copied.${what}`, { ns: 'inspector' }), id: 'copied' });
}

async function pngOf(sha256: string): Promise<Blob> {
  const original = await originalOf(sha256);
  if (original.type === 'image/png') return original;
  const bitmap = await createImageBitmap(original);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/png' });
}
