import {
  type CameraPath,
  type Edge,
  type Move as PlannedMove,
  type PictureSize,
  planCamera,
} from '../../../contract/camera.ts';
import type { Motion } from '../../../contract/orders.ts';

/** A move as ffmpeg takes it: each edge an expression of `P` from 0 to 1. */
export interface Move extends Omit<PlannedMove, 'path'> {
  path: Record<keyof CameraPath, string>;
}

/** `planCamera`, for ffmpeg. Pure. */
export function planMove(
  motion: Motion,
  picture: PictureSize,
  output: PictureSize,
  seconds: number,
): Move {
  const { path, ...move } = planCamera(motion, picture, output, seconds);
  const { x, y, width, height } = path;
  return {
    ...move,
    path: {
      x: expressionOf(x),
      y: expressionOf(y),
      width: expressionOf(width),
      height: expressionOf(height),
    },
  };
}

function expressionOf({ base, by, curve }: Edge): string {
  return by === 0 ? number(base) : `(${number(base)}+${number(by)}*${CURVES[curve.kind](curve)})`;
}

const turnsOf = (curve: Edge['curve']) => (curve.kind === 'ease' ? 1 : curve.turns);
const CURVES: Readonly<Record<Edge['curve']['kind'], (curve: Edge['curve']) => string>> = {
  ease: () => '(P*P*(3-2*P))',
  wave: (curve) => `sin(2*PI*${turnsOf(curve)}*P)`,
  beat: (curve) => `((1-cos(2*PI*${turnsOf(curve)}*P))/2)`,
};

/** Without an exponent, which ffmpeg's expressions would read as a name. */
function number(value: number): string {
  return value.toFixed(8);
}
