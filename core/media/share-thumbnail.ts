import { readFile } from 'node:fs/promises';
import { TemplateThumbnail } from '../../contract/studio/templates.ts';
import type { MediaStore } from './media-store.ts';

/** A content's smallest picture as a `data:` address, to be shown where the content is not; none where there is none yet. */
export async function shareThumbnail(
  store: Pick<MediaStore, 'thumbnailPath'>,
  sha256: string,
): Promise<string | undefined> {
  const bytes = await readFile(store.thumbnailPath(sha256, 256)).catch(() => undefined);
  const address = bytes && `data:image/webp;base64,${bytes.toString('base64')}`;
  return TemplateThumbnail.safeParse(address).data;
}
