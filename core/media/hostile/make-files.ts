import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { hugePng, scene } from '../test-images.ts';
import { findVideoPrograms } from '../video/programs.ts';

export interface HostileFile {
  name: string;
  bytes: Buffer;
}

/** Numbers below `most`, the same for the same seed (https://prng.di.unimi.it, splitmix32). */
export function seeded(seed: number): (most: number) => number {
  let state = Math.imul(seed + 1, 0x9e_37_79_b9) >>> 0;
  return (most) => {
    state = (state + 0x9e_37_79_b9) >>> 0;
    let value = Math.imul(state ^ (state >>> 16), 0x21_f0_aa_ad);
    value = Math.imul(value ^ (value >>> 15), 0x73_5a_2d_97);
    return ((value ^ (value >>> 15)) >>> 0) % most;
  };
}

/** One sound file of each kind that is taken, small, so that most of a mutation hits what matters. */
export async function soundFiles(folder: string): Promise<HostileFile[]> {
  const image = () => scene(3, 300, 200);
  const frames = sharp(
    [await scene(1, 80, 60).png().toBuffer(), await scene(2, 80, 60).png().toBuffer()],
    {
      join: { animated: true },
    },
  );
  const pictures: [string, Sharp][] = [
    ['plain.png', image().png()],
    ['interlaced.png', image().png({ progressive: true })],
    ['palette.png', image().png({ palette: true })],
    ['deep.png', image().toColourspace('rgb16').png()],
    ['profile.png', image().withIccProfile('p3').png()],
    ['plain.jpg', image().jpeg()],
    ['progressive.jpg', image().jpeg({ progressive: true }).withMetadata({ orientation: 6 })],
    ['plain.webp', image().webp()],
    ['lossless.webp', image().webp({ lossless: true })],
    ['animated.webp', frames.clone().webp()],
    ['animated.gif', frames.clone().gif()],
    ['plain.avif', image().avif({ effort: 0 })],
    ['plain.tiff', image().tiff()],
    ['packed.tiff', image().tiff({ compression: 'lzw', tile: true })],
  ];
  const made: HostileFile[] = [];
  for (const [name, each] of pictures) made.push({ name, bytes: await each.toBuffer() });
  for (const [name, codec] of [
    ['plain.mp4', 'mpeg4'],
    ['plain.webm', 'libvpx'],
  ] as const) {
    const path = join(folder, name);
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=160x90:rate=10:duration=1'];
    execFileSync(findVideoPrograms().ffmpeg, ['-v', 'error', ...source, '-c:v', codec, path]);
    made.push({ name, bytes: readFileSync(path) });
  }
  return made;
}

/** A sound file with one to three wounds; the same for the same seed. */
export function mutate(sound: readonly HostileFile[], seed: number): HostileFile {
  const next = seeded(seed);
  const base = sound[next(sound.length)]!;
  let { bytes } = base;
  const wounds: string[] = [];
  for (let wound = 0; wound <= next(3); wound += 1) {
    const [name, inflict] = WOUNDS[next(WOUNDS.length)]!;
    bytes = inflict(Buffer.from(bytes), next);
    wounds.push(name);
  }
  return { name: `${seed} ${base.name}: ${wounds.join(', ')}`, bytes };
}

type Wound = (bytes: Buffer, next: (most: number) => number) => Buffer;

const WOUNDS: readonly (readonly [string, Wound])[] = [
  ['cut off', (bytes, next) => bytes.subarray(0, next(bytes.length + 1))],
  ['flipped', (bytes, next) => flip(bytes, next, bytes.length)],
  ['flipped in its head', (bytes, next) => flip(bytes, next, Math.min(bytes.length, 200))],
  [
    'a span of noise',
    (bytes, next) => {
      const from = next(bytes.length + 1);
      for (let at = from; at < Math.min(from + next(300), bytes.length); at += 1)
        bytes[at] = next(256);
      return bytes;
    },
  ],
  [
    'a length that lies',
    (bytes, next) => {
      if (bytes.length < 40) return bytes;
      const lies = [0, 1, 0x7f_ff_ff_ff, 0xff_ff_ff_ff, 0x80_00_00_00, 65_535, 65_536];
      bytes.writeUInt32BE(lies[next(lies.length)]!, next(Math.min(bytes.length, 2_000) - 4));
      return bytes;
    },
  ],
  [
    'a part twice',
    (bytes, next) => {
      const [from, to] = [next(bytes.length + 1), next(bytes.length + 1)];
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
    },
  ],
  [
    'a part missing',
    (bytes, next) => {
      const from = next(bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + next(500))]);
    },
  ],
  [
    'something behind',
    (bytes, next) => Buffer.concat([bytes, Buffer.alloc(next(9_000), next(256))]),
  ],
];

function flip(bytes: Buffer, next: (most: number) => number, within: number): Buffer {
  if (within === 0) return bytes;
  for (let count = next(20); count >= 0; count -= 1) bytes[next(within)]! ^= 1 << next(8);
  return bytes;
}

/** Those that no mutation comes upon: bombs, what poses as something else, and sizes that nobody has. */
export async function specialFiles(): Promise<HostileFile[]> {
  const png = await scene(4, 60, 40).png().toBuffer();
  const jpeg = await scene(4, 60, 40).jpeg().toBuffer();
  const zeros = (megabytes: number) => deflateSync(Buffer.alloc(megabytes * 2 ** 20), { level: 9 });
  const texts = (text: string): [string, Buffer] => [text.slice(0, 30), Buffer.from(text)];
  const big = { width: 10_000, height: 10_000, channels: 3, background: '#123' } as const;
  const files: [string, Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.from([0x89])],
    ['a header of 65535 × 65535', hugePng(65_535, 65_535)],
    ['a header of 16000 × 16000 without data', hugePng(16_000, 16_000)],
    ['a header of 2^31 × 2^31', hugePng(2 ** 31 - 1, 2 ** 31 - 1)],
    ['a header of 0 × 0', hugePng(0, 0)],
    [
      '100 million pixels of one colour',
      await sharp({ create: big }).png({ compressionLevel: 9 }).toBuffer(),
    ],
    [
      '36 million, interlaced',
      await sharp({ create: { ...big, width: 6_000, height: 6_000 } })
        .png({ progressive: true })
        .toBuffer(),
    ],
    ['a zTXt of 200 MB', withChunk(png, 'zTXt', [Buffer.from('parameters\0\0'), zeros(200)])],
    [
      'an iTXt of 200 MB',
      withChunk(png, 'iTXt', [Buffer.from('XML:com.adobe.xmp\0\u0001\0\0\0'), zeros(200)]),
    ],
    ['an iCCP of 200 MB', withChunk(png, 'iCCP', [Buffer.from('x\0\0'), zeros(200)])],
    ['20,000 texts', withChunks(png, 20_000)],
    [
      'a text of 20 MB',
      withChunk(png, 'tEXt', [Buffer.from('prompt\0{"a":'), Buffer.alloc(2e7, '[')]),
    ],
    ['a GIF of 100,000 frames', gifOf(100_000)],
    ['a GIF of 65535 × 65535', gifOf(1, 65_535)],
    ['a JPEG that says 65535 × 65535', lyingJpeg(jpeg)],
    [
      'a JPEG of 5,000 comments',
      Buffer.concat([
        jpeg.subarray(0, 2),
        Buffer.alloc(5_000 * 4, '\xff\xfe\0\x02', 'latin1'),
        jpeg.subarray(2),
      ]),
    ],
    ['a zip', Buffer.from('PK\x03\x04'.repeat(100), 'latin1')],
    texts('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    texts('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
    texts(
      '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
    ),
    texts('<!doctype html><script>location="http://127.0.0.1"</script>'),
    texts('#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nfile:///etc/passwd\n'),
    texts("ffconcat version 1.0\nfile 'file:///etc/passwd'\n"),
    texts('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj'),
    texts('push graphic-context\nviewbox 0 0 1 1\nimage over 0,0 0,0 "|id"\npop graphic-context'),
    texts('P6\n65535 65535\n255\n'),
    texts('BM\x00\x00\x00\x00'),
  ];
  return files.map(([name, bytes]) => ({ name, bytes }));
}

function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, -4)), whole.length - 4);
  return whole;
}

/** Right behind the header of a PNG. */
function withChunk(png: Buffer, type: string, data: readonly Buffer[]): Buffer {
  return Buffer.concat([png.subarray(0, 33), chunk(type, Buffer.concat(data)), png.subarray(33)]);
}

function withChunks(png: Buffer, count: number): Buffer {
  const one = chunk('tEXt', Buffer.from('parameters\0x\nSteps: 1, Seed: 2'));
  return Buffer.concat([png.subarray(0, 33), ...Array<Buffer>(count).fill(one), png.subarray(33)]);
}

/** Frames of one pixel each. */
function gifOf(frames: number, edge = 1): Buffer {
  const head = Buffer.from('GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff', 'latin1');
  head.writeUInt16LE(edge, 6);
  head.writeUInt16LE(edge, 8);
  const frame = Buffer.from(
    '\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00',
    'latin1',
  );
  return Buffer.concat([head, ...Array<Buffer>(frames).fill(frame), Buffer.from(';')]);
}

function lyingJpeg(jpeg: Buffer): Buffer {
  const bytes = Buffer.from(jpeg);
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(65_535, frame + 5);
  bytes.writeUInt16BE(65_535, frame + 7);
  return bytes;
}
