import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** A picture with something to see in it; `seed` makes it another content. */
export function picture(width: number, height: number, seed = 1): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let index = 0; index < data.length; index += 1) {
    data[index] = (Math.sin((index + seed * 977) / 50) * 90 + 128) & 0xff;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Shapes that stay the same when they are made smaller; `seed` puts them elsewhere. */
export function scene(seed: number, width = 600, height = 400): Sharp {
  const shapes = Array.from({ length: 9 }, (_, index) => {
    const at = (seed * 7919 + index * 104_729) % 6007;
    return `<circle cx="${at % 600}" cy="${(at * 7) % 400}" r="${40 + (at % 130)}" fill="hsl(${at % 360},70%,50%)"/>`;
  });
  return sharp(
    Buffer.from(
      `<svg width="${width}" height="${height}" viewBox="0 0 600 400" preserveAspectRatio="none"><rect width="600" height="400" fill="#eee"/>${shapes.join('')}</svg>`,
    ),
  );
}

/** A PNG whose header promises these pixels, with hardly any data behind it. */
export function hugePng(width: number, height: number): Buffer {
  return pngOf(width, height, deflateSync(Buffer.alloc(1_000)));
}

/** A black square, whole, a thousandth of its pixels in size. Made as an attacker would: one piece, again and again. */
export function bombPng(edge: number): Buffer {
  const length = edge * (1 + 3 * edge);
  const zeros = (bytes: number, flush: number) =>
    deflateRawSync(Buffer.alloc(bytes), { finishFlush: flush });
  const piece = 1 << 20;
  const repeated = zeros(piece, constants.Z_FULL_FLUSH);
  // Adler-32 of nothing but zeros.
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((((length % 65_521) << 16) | 1) >>> 0);
  return pngOf(
    edge,
    edge,
    Buffer.concat([
      Buffer.from([0x78, 0x9c]),
      ...Array.from({ length: Math.floor(length / piece) }, () => repeated),
      zeros(length % piece, constants.Z_FINISH),
      sum,
    ]),
  );
}

function pngOf(width: number, height: number, data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, -4)), whole.length - 4);
  return whole;
}

export async function* streamOf(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield part;
}
