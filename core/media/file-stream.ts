import { type FileHandle, open } from 'node:fs/promises';
import type { ByteRange } from './byte-range.ts';

const CHUNK_BYTES = 256 * 1024;

/** A range of a file as a stream that opens the file when it is first read: an answer nobody reads holds nothing open. */
export function streamFile(path: string, { start, end }: ByteRange): ReadableStream<Uint8Array> {
  let handle: FileHandle | undefined;
  let position = start;

  async function close(): Promise<void> {
    const opened = handle;
    handle = undefined;
    await opened?.close();
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          handle ??= await open(path, 'r');
          const length = Math.min(CHUNK_BYTES, end + 1 - position);
          const { bytesRead, buffer } = await handle.read(
            Buffer.alloc(length),
            0,
            length,
            position,
          );
          if (bytesRead === 0) throw new Error('The file became shorter while it was read.');
          controller.enqueue(buffer.subarray(0, bytesRead));
          position += bytesRead;
          if (position <= end) return;
        } catch (error) {
          await close();
          throw error;
        }
        await close();
        controller.close();
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}
