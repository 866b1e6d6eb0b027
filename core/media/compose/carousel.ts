import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { AtelierError } from '../../../contract/errors.ts';
import { MEDIA_LIMITS } from '../../../contract/media.ts';
import {
  type CarouselExport,
  type DrawnSlide,
  type Network,
  NETWORKS,
  type SlideLook,
} from '../../../contract/slide-look.ts';
import type { LibraryContext } from '../../library/context.ts';
import { findFile } from '../../library/files.ts';
import { type ExportedFile } from '../export/export-works.ts';
import { zipOf } from '../export/zip-export.ts';
import type { MediaStore } from '../media-store.ts';
import type { FontStore } from '../fonts/font-store.ts';
import type { SetWords } from './set-words.ts';
import { logoBox, slideLayers, type SlideSize } from './slide-layers.ts';
import { slidesVideo } from './slides-video.ts';

export interface CarouselDeps {
  readonly context: LibraryContext;
  readonly store: MediaStore;
  readonly fonts: Pick<FontStore, 'setWords'>;
  readonly fetchFile: (sha256: string) => Promise<boolean>;
}

/** Pixels of the shorter edge of what is exported, as networks show at most. */
const SHORT_EDGE = 1_080;

export function slideSize(network: Network, shortEdge = SHORT_EDGE): SlideSize {
  const [wide = 1, high = 1] = NETWORKS[network].ratio.split(':').map(Number);
  const even = (value: number) => 2 * Math.round(value / 2);
  return wide >= high
    ? { width: even((shortEdge * wide) / high), height: shortEdge }
    : { width: shortEdge, height: even((shortEdge * high) / wide) };
}

/** One slide with its words. Errors: `file_missing` where its picture cannot be had, `file_unreadable`. */
export async function drawSlide(
  deps: CarouselDeps,
  { picture, text }: DrawnSlide,
  { look, network, size }: { look: SlideLook; network: Network; size: SlideSize },
): Promise<Buffer> {
  const ground =
    picture === null
      ? sharp({ create: { ...size, channels: 3, background: groundOf(look) } })
      : sharp(await readPicture(deps, picture), { limitInputPixels: MEDIA_LIMITS.pixels })
          .autoOrient()
          .resize(size.width, size.height, { fit: 'cover' })
          .flatten({ background: '#ffffff' });
  const layers = await slideLayers(text, {
    look,
    network,
    size,
    logo: await logoOf(deps, look, size),
    typeset: deps.fonts.setWords,
    isPlain: picture === null,
  });
  try {
    // Laid on what was resized: one pipeline would resize last.
    const below = await ground.png({ compressionLevel: 1 }).toBuffer();
    return await sharp(below).composite(layers).png({ compressionLevel: 3 }).toBuffer();
  } catch (cause) {
    throw new AtelierError('file_unreadable', 'The picture cannot be read.', undefined, cause);
  }
}

function groundOf({ brand }: SlideLook): string {
  return brand?.colours.background ?? '#3a3a44';
}

/** The brand's logo as large as its place; a slide is made without one that is gone or broken. */
async function logoOf(
  deps: CarouselDeps,
  { brand }: SlideLook,
  size: SlideSize,
): Promise<SetWords | undefined> {
  if (!brand || brand.logo === null) return undefined;
  try {
    const { data, info } = await sharp(await readPicture(deps, brand.logo), {
      limitInputPixels: MEDIA_LIMITS.pixels,
    })
      .autoOrient()
      .resize({ ...logoBox(size), fit: 'inside' })
      .png()
      .toBuffer({ resolveWithObject: true });
    return { input: data, width: info.width, height: info.height };
  } catch {
    return undefined;
  }
}

async function readPicture({ context, store, fetchFile }: CarouselDeps, sha256: string) {
  const file = findFile(context.db, sha256);
  const isHere = file?.state === 'present' || (file !== undefined && (await fetchFile(sha256)));
  if (!file || !isHere) throw new AtelierError('file_missing', 'This picture is not here.');
  return readFile(store.originalPath(sha256, file.mime));
}

/** A carousel as one file: a zip of numbered pictures, a PDF with a page each, or a film. */
export async function exportCarousel(
  deps: CarouselDeps,
  { slides, look, network, as, secondsEach }: CarouselExport,
  signal: AbortSignal,
): Promise<{
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  mime: string;
  extension: string;
}> {
  const size = slideSize(network);
  const drawn: Buffer[] = [];
  for (const slide of slides) {
    signal.throwIfAborted();
    // One after the other: each takes all of a decoder.
    drawn.push(await drawSlide(deps, slide, { look, network, size }));
  }
  if (as === 'video') {
    const film = await slidesVideo(drawn, { size, secondsEach }, signal);
    return { body: new Uint8Array(film), mime: 'video/mp4', extension: 'mp4' };
  }
  if (as === 'pdf') {
    const pages = await Promise.all(drawn.map(toJpeg));
    return { body: await pdfOf(pages, size), mime: 'application/pdf', extension: 'pdf' };
  }
  const files = numbered(as === 'png' ? drawn : await Promise.all(drawn.map(toJpeg)), as);
  const task = { id: 'carousel', signal, progress: () => undefined };
  return { body: zipOf(files, task), mime: 'application/zip', extension: 'zip' };
}

function toJpeg(picture: Buffer): Promise<Buffer> {
  return sharp(picture).jpeg({ quality: 92 }).toBuffer();
}

async function* numbered(
  pictures: readonly Buffer[],
  as: 'png' | 'jpeg',
): AsyncGenerator<ExportedFile> {
  const modified = new Date();
  for (const [index, bytes] of pictures.entries()) {
    const name = `${String(index + 1).padStart(2, '0')}.${as === 'jpeg' ? 'jpg' : 'png'}`;
    yield { name, modified, bytes };
  }
}

/** A page for each picture, a pixel a point. */
async function pdfOf(
  pages: readonly Buffer[],
  { width, height }: SlideSize,
): Promise<Uint8Array<ArrayBuffer>> {
  // Four hundred modules for what few ever ask for: no start loads them.
  const { PDFDocument } = await import('@cantoo/pdf-lib');
  const pdf = await PDFDocument.create();
  for (const page of pages) {
    const picture = await pdf.embedJpg(page);
    pdf.addPage([width, height]).drawImage(picture, { x: 0, y: 0, width, height });
  }
  return new Uint8Array(await pdf.save());
}
