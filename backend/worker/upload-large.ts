import { Upload } from 'tus-js-client';
import { AtelierError } from '../../contract/errors.ts';
import type { MediaType } from '../../contract/media.ts';

/** The chunk that Supabase asks for. */
const CHUNK_BYTES = 6 * 1024 * 1024;

export interface LargeFile {
  bytes: Uint8Array;
  mime: MediaType;
  bucket: string;
  path: string;
  /** Of the signed upload. */
  token: string;
}

/**
 * Puts a large file in parts, by the TUS protocol under a signed upload: what broke off goes on where it was.
 * Errors: `backend_unavailable`, the signal's.
 */
export function uploadLarge(base: string, file: LargeFile, signal: AbortSignal): Promise<void> {
  const endpoint = `${base}/storage/v1/upload/resumable/sign`;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const upload: Upload = new Upload(Buffer.from(file.bytes), {
    endpoint,
    chunkSize: CHUNK_BYTES,
    retryDelays: [250, 1_000, 3_000],
    headers: { 'x-signature': file.token, 'x-upsert': 'true' },
    metadata: {
      bucketName: file.bucket,
      objectName: file.path,
      contentType: file.mime,
      cacheControl: '3600',
    },
    onUploadUrlAvailable: () => {
      const id = upload.url?.split('/').at(-1);
      // The address this worker has, whatever address the backend believes to have.
      if (id) upload.url = `${endpoint}/${id}`;
    },
    onSuccess: () => resolve(),
    onError: (error) =>
      reject(
        new AtelierError('backend_unavailable', 'The upload was not taken.', undefined, error),
      ),
  });
  const abort = () => {
    void upload.abort();
    reject(signal.reason as Error);
  };
  if (signal.aborted) return Promise.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  upload.start();
  return promise.finally(() => signal.removeEventListener('abort', abort));
}
