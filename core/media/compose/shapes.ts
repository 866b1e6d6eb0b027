import type { OverlayOptions } from 'sharp';

/*
 * Grounds behind words, as pixels. Not as SVG: where images are decoded in threads, as on the desktop, its decoder is
 * shut for the whole process (rule F7), for our own drawings too.
 */

interface Shape {
  readonly width: number;
  readonly height: number;
  /** `#rrggbb`. */
  readonly fill: string;
}

type Drawn = Pick<OverlayOptions, 'input' | 'raw'>;

/** A rectangle with round corners, its edge smooth; opacity 0 to 1, radius in pixels. */
export function plate(shape: Shape & { opacity: number; radius: number }): Drawn {
  const { width, height, opacity } = shape;
  const radius = Math.min(shape.radius, width / 2, height / 2);
  // The distance of a pixel's middle from the edge, less than 0 inside (https://iquilezles.org/articles/distfunctions2d).
  const along = (at: number, edge: number) => Math.abs(at + 0.5 - edge / 2) - edge / 2 + radius;
  return draw(shape, (x, y) => {
    const [across, down] = [along(x, width), along(y, height)];
    const round = Math.hypot(Math.max(0, across), Math.max(0, down));
    const outside = round + Math.min(0, Math.max(across, down)) - radius;
    return opacity * Math.min(1, Math.max(0, 0.5 - outside));
  });
}

/** A band that rises from nothing within its first third, and falls to nothing within its last; opacity 0 to 1. */
export function veil(shape: Shape & { opacity: number }): Drawn {
  const { height, opacity } = shape;
  return draw(shape, (_x, y) => {
    const part = (y + 0.5) / height;
    return opacity * Math.min(1, part / RISE, (1 - part) / RISE);
  });
}

const RISE = 0.3;

function draw({ width, height, fill }: Shape, alphaAt: (x: number, y: number) => number): Drawn {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    parseInt(fill.slice(at, at + 2), 16),
  );
  const input = Buffer.alloc(width * height * 4);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      input[at] = red;
      input[at + 1] = green;
      input[at + 2] = blue;
      input[at + 3] = Math.round(alphaAt(x, y) * 255);
    }
  }
  return { input, raw: { width, height, channels: 4 } };
}
