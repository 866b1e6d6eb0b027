import type { Frame, MotionKind } from './models.ts';
import type { Motion } from './orders.ts';

export interface PictureSize {
  width: number;
  height: number;
}

/**
 * One edge of what the camera sees, as a part of the picture: `base + by × curve(P)` while P goes from 0 to 1.
 * `ease` is slow at both ends and never turns back; `wave` swings around `base`, `beat` comes and goes from it.
 */
export interface Edge {
  base: number;
  by: number;
  curve: { kind: 'ease' } | { kind: 'wave' | 'beat'; turns: number };
}

/** How the camera goes. */
export interface CameraPath {
  x: Edge;
  y: Edge;
  width: Edge;
  height: Edge;
}

/** What the camera sees at P. */
export function frameAt(path: CameraPath, P: number): Frame {
  const at = ({ base, by, curve }: Edge) => base + by * curveAt(curve, P);
  return { x: at(path.x), y: at(path.y), width: at(path.width), height: at(path.height) };
}

function curveAt(curve: Edge['curve'], P: number): number {
  if (curve.kind === 'ease') return P * P * (3 - 2 * P);
  const angle = 2 * Math.PI * curve.turns * P;
  return curve.kind === 'wave' ? Math.sin(angle) : (1 - Math.cos(angle)) / 2;
}

/** The part of the picture that is ever seen, and the least of it that is seen at once. */
export interface Move {
  path: CameraPath;
  seen: Frame;
  closest: { width: number; height: number };
  /** Seconds of black at either end; 0 for none. */
  fadeSeconds: number;
}

/** How much nearer a zoom comes, and how much room a pan has: 1 is none. */
const ZOOM = 1.3;
const PAN = 1.25;
const SWAY = 1.12;
const PULSE = 1.06;
/** Seconds of one beat of `pulse`, and the longest that `fade` takes to come and to go. */
const BEAT = 2;
const FADE = 1;

/**
 * The camera's way over a picture, seen at the ratio of the output. Pure.
 * `picture` and `output` in pixels, `seconds` long.
 */
export function planCamera(
  motion: Motion,
  picture: PictureSize,
  output: PictureSize,
  seconds: number,
): Move {
  const whole = widest({ x: 0, y: 0, width: 1, height: 1 }, picture, output);
  const near = (factor: number) => inside(whole, factor, 0.5, 0.5);
  switch (motion.kind) {
    case 'zoom_in':
      return between(whole, near(ZOOM));
    case 'zoom_out':
      return between(near(ZOOM), whole);
    case 'ken_burns': {
      const fit = (frame: Frame) => widest(frame, picture, output);
      return between(
        motion.from ? fit(motion.from) : whole,
        motion.to ? fit(motion.to) : inside(whole, ZOOM * 1.1, 0.62, 0.38),
      );
    }
    case 'drift':
      return sway(whole);
    case 'pulse':
      return pulse(whole, Math.max(1, Math.round(seconds / BEAT)));
    case 'fade':
      return { ...between(whole, near(1.04)), fadeSeconds: Math.min(FADE, seconds / 3) };
    default:
      return pan(whole, motion.kind);
  }
}

const PANS = {
  pan_left: [1, 0.5, 0, 0.5],
  pan_right: [0, 0.5, 1, 0.5],
  pan_up: [0.5, 1, 0.5, 0],
  pan_down: [0.5, 0, 0.5, 1],
} as const satisfies Partial<Record<MotionKind, readonly [number, number, number, number]>>;

function pan(whole: Frame, kind: keyof typeof PANS): Move {
  const [fromX, fromY, toX, toY] = PANS[kind];
  return between(inside(whole, PAN, fromX, fromY), inside(whole, PAN, toX, toY));
}

function between(from: Frame, to: Frame): Move {
  const go = (edge: keyof Frame): Edge => ({
    base: from[edge],
    by: to[edge] - from[edge],
    curve: { kind: 'ease' },
  });
  return {
    path: { x: go('x'), y: go('y'), width: go('width'), height: go('height') },
    seen: around(from, to),
    closest: {
      width: Math.min(from.width, to.width),
      height: Math.min(from.height, to.height),
    },
    fadeSeconds: 0,
  };
}

/** Once around a flat figure of eight, as a hand that holds the camera does; it ends where it began. */
function sway(whole: Frame): Move {
  const { width, height } = inside(whole, SWAY, 0.5, 0.5);
  const reachX = (whole.width - width) / 2;
  const reachY = (whole.height - height) / 2;
  return {
    path: {
      x: { base: whole.x + reachX, by: reachX, curve: { kind: 'wave', turns: 1 } },
      y: { base: whole.y + reachY, by: reachY * 0.6, curve: { kind: 'wave', turns: 2 } },
      width: { base: width, by: 0, curve: { kind: 'ease' } },
      height: { base: height, by: 0, curve: { kind: 'ease' } },
    },
    seen: whole,
    closest: { width, height },
    fadeSeconds: 0,
  };
}

function pulse(whole: Frame, beats: number): Move {
  const closest = inside(whole, PULSE, 0.5, 0.5);
  const go = (edge: keyof Frame): Edge => ({
    base: whole[edge],
    by: closest[edge] - whole[edge],
    curve: { kind: 'beat', turns: beats },
  });
  return {
    path: { x: go('x'), y: go('y'), width: go('width'), height: go('height') },
    seen: whole,
    closest,
    fadeSeconds: 0,
  };
}

/** The largest frame of the output's shape inside this one, in its middle. */
function widest(frame: Frame, picture: PictureSize, output: PictureSize): Frame {
  const shape =
    (frame.width * picture.width) /
    (frame.height * picture.height) /
    (output.width / output.height);
  const width = shape > 1 ? frame.width / shape : frame.width;
  const height = shape > 1 ? frame.height : frame.height * shape;
  return {
    x: frame.x + (frame.width - width) / 2,
    y: frame.y + (frame.height - height) / 2,
    width,
    height,
  };
}

/** A part of a frame, `factor` times smaller; `left` and `top` say where in the room that is left: 0 to 1. */
function inside(frame: Frame, factor: number, left: number, top: number): Frame {
  const width = frame.width / factor;
  const height = frame.height / factor;
  return {
    x: frame.x + (frame.width - width) * left,
    y: frame.y + (frame.height - height) * top,
    width,
    height,
  };
}

function around(a: Frame, b: Frame): Frame {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
