/** What was done to a mask, in order: it is drawn anew from them, so each can be taken back. */
export type MaskStep =
  | {
      readonly kind: 'stroke';
      /** Takes away instead. */
      readonly erases: boolean;
      /** Pixels of the picture. */
      readonly radius: number;
      /** x, y, x, y … in pixels of the picture. */
      readonly points: readonly number[];
    }
  | { readonly kind: 'invert' }
  | { readonly kind: 'clear' };

export interface MaskHistory {
  readonly done: readonly MaskStep[];
  readonly undone: readonly MaskStep[];
}

export const NO_STEPS: MaskHistory = { done: [], undone: [] };

export function withStep({ done }: MaskHistory, step: MaskStep): MaskHistory {
  return { done: [...done, step], undone: [] };
}

export function stepBack({ done, undone }: MaskHistory): MaskHistory {
  const last = done.at(-1);
  return last ? { done: done.slice(0, -1), undone: [...undone, last] } : { done, undone };
}

export function stepForth({ done, undone }: MaskHistory): MaskHistory {
  const next = undone.at(-1);
  return next ? { done: [...done, next], undone: undone.slice(0, -1) } : { done, undone };
}

/** Whether anything is painted in the end, as far as the steps tell. */
export function paints({ done }: MaskHistory, hasStart: boolean): boolean {
  const since = done.slice(done.findLastIndex(({ kind }) => kind === 'clear') + 1);
  const isCleared = since.length < done.length;
  return (
    (hasStart && !isCleared) ||
    since.some((step) => step.kind === 'invert' || (step.kind === 'stroke' && !step.erases))
  );
}

type Pen = Pick<
  CanvasRenderingContext2D,
  | 'globalCompositeOperation'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'stroke'
  | 'fillRect'
  | 'clearRect'
>;

/** Draws a step in one colour; what is not painted stays clear. `scale`: pixels of the canvas for one of the picture. */
export function drawStep(
  pen: Pen,
  step: MaskStep,
  {
    colour,
    scale,
    width,
    height,
  }: { colour: string; scale: number; width: number; height: number },
): void {
  if (step.kind === 'clear') return pen.clearRect(0, 0, width, height);
  if (step.kind === 'invert') {
    pen.globalCompositeOperation = 'xor';
    pen.fillStyle = colour;
    pen.fillRect(0, 0, width, height);
  } else {
    pen.globalCompositeOperation = step.erases ? 'destination-out' : 'source-over';
    pen.strokeStyle = colour;
    pen.lineWidth = step.radius * 2 * scale;
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    pen.beginPath();
    const [x = 0, y = 0] = step.points;
    pen.moveTo(x * scale, y * scale);
    // A dab is a line to itself.
    pen.lineTo(x * scale, y * scale);
    for (let at = 2; at + 1 < step.points.length; at += 2) {
      pen.lineTo((step.points[at] ?? 0) * scale, (step.points[at + 1] ?? 0) * scale);
    }
    pen.stroke();
  }
  pen.globalCompositeOperation = 'source-over';
}
