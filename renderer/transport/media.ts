import { AtelierError, ErrorBody } from '../../contract/errors.ts';
import { IMPORT_HEADERS } from '../../contract/host.ts';
import { IMPORT_PATH, mediaPath, type ThumbnailSize } from '../../contract/media.ts';
import { hostApi } from './host-api.ts';

/** Where the bytes of a content are: the original, or a thumbnail whose longest edge is `size` pixels. */
export function mediaUrl(sha256: string, size?: ThumbnailSize): string {
  return hostApi().host.mediaBase + mediaPath(sha256, size);
}

/** Sends the bytes of one file to the library. Throws `AtelierError`; the answer is the studio's, unparsed. */
export async function importFile(file: File, collectionId?: string): Promise<unknown> {
  const headers: Record<string, string> = {
    [IMPORT_HEADERS.name]: encodeURIComponent(file.name),
    [IMPORT_HEADERS.modified]: String(file.lastModified),
  };
  if (collectionId !== undefined) headers[IMPORT_HEADERS.collection] = collectionId;
  const url = hostApi().host.mediaBase + IMPORT_PATH;
  const response = await fetch(url, { method: 'POST', body: file, headers }).catch(() => undefined);
  if (response === undefined) {
    throw new AtelierError('backend_unavailable', 'The studio does not answer.');
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  const nested =
    typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : answer;
  const error = ErrorBody.safeParse(nested);
  if (!error.success) throw new AtelierError('internal', `Import answered ${response.status}.`);
  throw new AtelierError(error.data.code, error.data.message, error.data.details);
}
