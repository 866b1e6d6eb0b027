import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import sharp, { type Metadata, type Sharp } from 'sharp';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { AtelierError } from '../../../contract/errors.ts';
import { extensionOf, MEDIA_LIMITS } from '../../../contract/media.ts';
import type { ExportOptions } from '../../../contract/studio/export.ts';
import { hashFile } from '../../system/hash-file.ts';
import { hardenDecoder } from '../read-image.ts';
import { writePacket } from '../recipe-metadata.ts';
import { buildLabel, buildPacket, readLabel } from '../xmp/packet.ts';
import { stripMetadata } from './strip-metadata.ts';

/** The bytes of one exported file: in memory, or an original as it lies on the disk, checked. */
export type Converted = { extension: string } & (
  | { bytes: Buffer }
  | { path: string; size: number; crc: number }
);

type Look = Pick<ExportOptions, 'format' | 'longestEdge' | 'quality' | 'metadata'>;

/**
 * One original as it was asked for. Its hash is checked first: no export hands on what is broken. What is stripped
 * keeps the IPTC digital source type, in the file's own words or by its recipe: that a picture was made by AI stays
 * readable by machines (rule F6).
 * Errors: `file_unreadable`, `unsupported_media` (of this type nothing can be taken out without touching the picture),
 * those of the disk.
 */
export async function convert(work: LibraryAsset, path: string, look: Look): Promise<Converted> {
  const asItIs = look.format === 'original' && look.longestEdge === null;
  const isPicture = work.mime.startsWith('image/');
  if (!isPicture && look.metadata === 'strip') throw cannotStrip();
  if (!isPicture || (asItIs && look.metadata === 'keep')) return original(work, path);
  const bytes = await readFile(path);
  if (createHash('sha256').update(bytes).digest('hex') !== work.sha256) throw broken();
  try {
    return asItIs ? await stripped(work, bytes) : await rendered(work, bytes, look);
  } catch (error) {
    if (error instanceof AtelierError) throw error;
    throw new AtelierError('file_unreadable', 'The picture could not be converted.', {}, error);
  }
}

async function original(work: LibraryAsset, path: string): Promise<Converted> {
  let crc = 0;
  const { sha256, bytes } = await hashFile(path, {
    onPiece: (piece) => void (crc = crc32(piece, crc)),
  });
  if (sha256 !== work.sha256) throw broken();
  return { extension: extensionOf(work.mime), path, size: bytes, crc };
}

async function stripped(work: LibraryAsset, bytes: Buffer): Promise<Converted> {
  const metadata = await open(bytes).metadata();
  const plain = stripMetadata(bytes, work.mime, metadata.orientation ?? 1);
  if (!plain) throw cannotStrip();
  const label = labelOf(work, metadata);
  const labelled = label === undefined ? plain : writePacket(plain, work.mime, buildLabel(label));
  if (!labelled) throw cannotStrip();
  return { extension: extensionOf(work.mime), bytes: labelled };
}

async function rendered(work: LibraryAsset, bytes: Buffer, look: Look): Promise<Converted> {
  const format = look.format === 'original' ? FORMATS[work.mime] : look.format;
  if (format === undefined) throw cannotStrip();
  // Only WebP and GIF take all of a moving picture; others take its first.
  const metadata = await open(bytes).metadata();
  let image = open(bytes, format === 'webp' || format === 'gif').autoOrient();
  if (look.longestEdge !== null) {
    image = image.resize(look.longestEdge, look.longestEdge, {
      fit: 'inside',
      withoutEnlargement: true,
    });
  }
  const packet = packetOf(work, metadata, look.metadata);
  if (look.metadata === 'keep') image = image.keepMetadata();
  if (packet !== undefined && format !== 'gif') image = image.withXmp(packet);
  return {
    extension: format === 'jpeg' ? 'jpg' : format,
    bytes: await encode(image, format, look.quality).toBuffer(),
  };
}

type Format = 'webp' | 'png' | 'jpeg' | 'avif' | 'gif' | 'tiff';

const FORMATS: Readonly<Record<string, Format>> = {
  'image/webp': 'webp',
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/avif': 'avif',
  'image/gif': 'gif',
  'image/tiff': 'tiff',
};

function encode(image: Sharp, format: Format, quality: number): Sharp {
  // What shows through becomes white, not black.
  if (format === 'jpeg') return image.flatten({ background: '#ffffff' }).jpeg({ quality });
  if (format === 'webp') return image.webp({ quality });
  if (format === 'avif') return image.avif({ quality, effort: 3 });
  return image.toFormat(format);
}

function packetOf(
  work: LibraryAsset,
  metadata: Metadata,
  keep: Look['metadata'],
): string | undefined {
  if (keep === 'keep') return work.recipe ? buildPacket(work.recipe) : undefined;
  const label = labelOf(work, metadata);
  return label === undefined ? undefined : buildLabel(label);
}

/** What kind of source made it: as its recipe says, else as the file says, whoever wrote it. */
function labelOf({ recipe }: LibraryAsset, { xmpAsString }: Metadata): string | undefined {
  if (recipe) return recipe.isAi ? 'trainedAlgorithmicMedia' : 'algorithmicMedia';
  return xmpAsString === undefined ? undefined : readLabel(xmpAsString);
}

let hardened: Int32Array | undefined;

function open(bytes: Buffer, animated = false): Sharp {
  if (!hardened) hardenDecoder((hardened = new Int32Array(new SharedArrayBuffer(4))));
  return sharp(bytes, { limitInputPixels: MEDIA_LIMITS.pixels, animated }).timeout({
    seconds: MEDIA_LIMITS.milliseconds / 1_000,
  });
}

const broken = () => new AtelierError('file_unreadable', 'The file is not what its name says.');

function cannotStrip(): AtelierError {
  return new AtelierError(
    'unsupported_media',
    'Nothing can be taken out of a file of this type without changing it.',
  );
}
