import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

export interface HashedFile {
  sha256: string;
  bytes: number;
}

/** Small enough that hashing one piece never holds up the thread for a millisecond. */
const PIECE_BYTES = 512 * 1024;

/**
 * Reads a file to the end and hashes it. `onPiece` sees each piece while it is read, to copy it or to count; the
 * piece is only valid until it returns. Errors: those of the system, and the signal's reason.
 */
export async function hashFile(
  path: string,
  options: { signal?: AbortSignal; onPiece?: (piece: Uint8Array) => void | Promise<void> } = {},
): Promise<HashedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'r');
  try {
    // One byte more than a small file has: then its end needs no second look.
    const { size } = await file.stat();
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size + 1));
    for (;;) {
      options.signal?.throwIfAborted();
      const { bytesRead } = await file.read(piece, 0, piece.length, null);
      if (bytesRead === 0) break;
      const read = piece.subarray(0, bytesRead);
      hash.update(read);
      await options.onPiece?.(read);
      bytes += bytesRead;
      if (bytesRead < piece.length && bytes >= size) break;
    }
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}
