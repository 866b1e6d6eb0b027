import { parentPort } from 'node:worker_threads';
import { encodeDrawing } from './encode.ts';
import type { FromPainter, ToPainter } from './messages.ts';
import { render } from './render.ts';

/** A thread that paints one picture after the other, so that the worker's heartbeats go on meanwhile. */
const port = parentPort;
if (!port) throw new Error('This runs as a worker thread.');

class Stopped extends Error {}

async function paint({ id, request, format, outputQuality, stop }: ToPainter): Promise<void> {
  const flag = new Int32Array(stop);
  const say = (message: FromPainter): void => port?.postMessage(message);
  let told = 0;
  try {
    const drawing = render(request, (fraction) => {
      if (Atomics.load(flag, 0) !== 0) throw new Stopped();
      if (fraction < told + 0.05) return;
      told = fraction;
      say({ id, type: 'progress', fraction });
    });
    const bytes = await encodeDrawing(drawing, format, outputQuality);
    port?.postMessage({ id, type: 'done', bytes } satisfies FromPainter, [
      bytes.buffer as ArrayBuffer,
    ]);
  } catch (error) {
    say({ id, type: 'failed', message: String(error), stopped: error instanceof Stopped });
  }
}

port.on('message', (message: ToPainter) => void paint(message));
