import { crc32, deflateSync } from 'node:zlib';
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
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000))),
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
