import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { toErrorBody } from '../../contract/errors.ts';
import { hardenDecoder, type ImageTask, readImage } from './read-image.ts';

/** One thread of the image pool: takes a task, answers facts or an error. The pool gives it one at a time. */
hardenDecoder(workerData as Int32Array);
// The pool has a thread for each core; each of them uses one.
sharp.concurrency(1);

if (!parentPort) throw new Error('This program is a thread of the image pool.');
const port = parentPort;
port.on('message', (task: ImageTask) => {
  void readImage(task).then(
    (value) => port.postMessage({ ok: true, value }),
    (error: unknown) => port.postMessage({ ok: false, error: toErrorBody(error) }),
  );
});
