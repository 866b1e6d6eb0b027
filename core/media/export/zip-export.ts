import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AtelierError } from '../../../contract/errors.ts';
import type { TaskControl } from '../../system/tasks.ts';
import type { ExportedFile } from './export-works.ts';

/** Bytes of a file read at once. */
const PIECE = 512 * 1024;
/** The compression method of the zip format that leaves bytes as they are: pictures do not deflate. */
const STORED = 0;

/**
 * The files as one zip, made as fast as it is read. Sizes and checksums stand before the bytes, so that a reader can
 * take it as a stream too. What fails, here or in the files, is the stream's error; cancelling it ends the files.
 */
export function zipOf(
  files: AsyncIterable<ExportedFile>,
  task: TaskControl,
): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  void fill(writable, files, task).catch((error: unknown) => writable.abort(error));
  return readable;
}

async function fill(
  writable: WritableStream<Uint8Array>,
  files: AsyncIterable<ExportedFile>,
  task: TaskControl,
): Promise<void> {
  const { ZipWriter } = await import('@zip.js/zip.js');
  const zip = new ZipWriter(writable, {
    useWebWorkers: false,
    passThrough: true,
  });
  for await (const file of files) {
    const size = 'bytes' in file ? file.bytes.length : file.size;
    await zip.add(
      file.name,
      { readable: streamOf(file, task), size },
      {
        compressionMethod: STORED,
        lastModDate: file.modified,
        uncompressedSize: size,
        crc32: 'bytes' in file ? crc32(file.bytes) : file.crc,
      },
    );
  }
  await zip.close();
}

function streamOf(file: ExportedFile, task: TaskControl): ReadableStream<Uint8Array> {
  return ReadableStream.from(piecesOf(file, task));
}

async function* piecesOf(file: ExportedFile, task: TaskControl): AsyncGenerator<Uint8Array> {
  const pieces = 'bytes' in file ? [file.bytes] : read(file.path, file.size);
  for await (const piece of pieces) {
    yield piece;
    task.progress({ bytes: piece.length });
  }
}

async function* read(path: string, size: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    let left = size;
    while (left > 0) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(left, PIECE)));
      // Its size stands in the zip by now.
      if (bytesRead === 0) throw new AtelierError('file_unreadable', 'The file became shorter.');
      yield buffer.subarray(0, bytesRead);
      left -= bytesRead;
    }
  } finally {
    await file.close();
  }
}
