import { drawStep, type MaskHistory } from './mask-strokes.ts';

/** The mask as orders take it: a PNG of the picture's size, white where it may change, black where it stays. */
export async function maskFile(
  size: { width: number; height: number },
  start: CanvasImageSource | null,
  history: MaskHistory,
): Promise<File> {
  const { width, height } = size;
  const [painted, whole] = [new OffscreenCanvas(width, height), new OffscreenCanvas(width, height)];
  const [brush, ground] = [painted.getContext('2d'), whole.getContext('2d')];
  if (!brush || !ground) throw new Error('There is no canvas to paint on.');
  if (start) {
    brush.drawImage(start, 0, 0, width, height);
    whiten(brush, size);
  }
  for (const step of history.done) drawStep(brush, step, { colour: 'white', scale: 1, ...size });
  ground.fillStyle = 'black';
  ground.fillRect(0, 0, width, height);
  ground.drawImage(painted, 0, 0);
  const bytes = await whole.convertToBlob({ type: 'image/png' });
  return new File([bytes], 'mask.png', { type: 'image/png' });
}

/** What was painted before, in one colour on clear: black of a stored mask becomes clear. */
export function startOf(mask: HTMLImageElement, colour: string): OffscreenCanvas {
  const { naturalWidth: width, naturalHeight: height } = mask;
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d');
  if (!pen) return canvas;
  pen.drawImage(mask, 0, 0);
  const pixels = pen.getImageData(0, 0, width, height);
  for (let at = 0; at < pixels.data.length; at += 4) pixels.data[at + 3] = pixels.data[at] ?? 0;
  pen.putImageData(pixels, 0, 0);
  pen.globalCompositeOperation = 'source-in';
  pen.fillStyle = colour;
  pen.fillRect(0, 0, width, height);
  return canvas;
}

function whiten(
  pen: OffscreenCanvasRenderingContext2D,
  { width, height }: { width: number; height: number },
): void {
  pen.globalCompositeOperation = 'source-in';
  pen.fillStyle = 'white';
  pen.fillRect(0, 0, width, height);
  pen.globalCompositeOperation = 'source-over';
}
