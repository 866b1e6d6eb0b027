import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { toErrorBody } from '../../contract/errors.ts';
import type { DecoderAnswer, DecoderReply, DecoderTask, Work } from './decoder.ts';
import { drawWords } from './fonts/draw-words.ts';
import { readFont } from './fonts/read-font.ts';
import { hardenDecoder, readCarried, readImage } from './read-image.ts';

/**
 * The program that decodes: a process of its own, or a thread where no process can be started. It takes one task after
 * the other and answers facts or an error.
 */
const thread = isMainThread ? null : parentPort;
hardenDecoder(thread ? (workerData as Int32Array) : new Int32Array(new SharedArrayBuffer(4)));
// There is a decoder for each core; each of them uses one.
sharp.concurrency(1);

const WATCH_MILLISECONDS = 20;

function answer(reply: DecoderReply, then?: () => void): void {
  if (thread) thread.postMessage(reply, []);
  else if (process.connected) process.send?.(reply, undefined, undefined, then);
}

async function run({ bytes, ...work }: DecoderTask): Promise<void> {
  const watch = thread ? undefined : setInterval(() => watchMemory(bytes), WATCH_MILLISECONDS);
  try {
    const value = await done(work);
    answer({ ok: true, value, resident: process.memoryUsage.rss() });
  } catch (error) {
    answer({ ok: false, error: toErrorBody(error), resident: process.memoryUsage.rss() });
  } finally {
    clearInterval(watch);
  }
}

function done(work: Work): Promise<DecoderAnswer> {
  switch (work.kind) {
    case 'image':
      return readImage(work.task);
    case 'recipe':
      return readCarried(work.task);
    case 'font':
      return readFont(work.task);
    case 'words':
      return drawWords(work.task);
  }
}

/**
 * libvips decodes on threads of its own, so this one sees how much it takes. Nothing can make a decoder stop but the
 * end of its process, at once: an orderly exit would wait for those threads.
 */
function watchMemory(limit: number): void {
  const resident = process.memoryUsage.rss();
  if (resident < limit) return;
  const error = {
    code: 'file_too_large' as const,
    message: 'Decoding the image takes too much memory.',
    details: { limit },
  };
  answer({ ok: false, error, resident }, die);
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

if (thread) thread.on('message', (task: DecoderTask) => void run(task));
else {
  process.on('message', (task: DecoderTask) => void run(task));
  // Whoever gave the work is gone.
  process.on('disconnect', die);
}
