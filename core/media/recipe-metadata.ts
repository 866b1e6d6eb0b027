import { AtelierError } from '../../contract/errors.ts';
import type { MediaType } from '../../contract/media.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { isGif, readGifXmp, writeGifXmp } from './xmp/gif.ts';
import { isJpeg, readJpegXmp, writeJpegXmp } from './xmp/jpeg.ts';
import { isMp4, readMp4Xmp, writeMp4Xmp } from './xmp/mp4.ts';
import { buildPacket, parsePacket } from './xmp/packet.ts';
import { isPng, readPngXmp, writePngXmp } from './xmp/png.ts';
import { isWebp, readWebpXmp, writeWebpXmp } from './xmp/webp.ts';

interface Container {
  mime: MediaType;
  matches(bytes: Uint8Array): boolean;
  readXmp(bytes: Buffer): string | undefined;
  writeXmp(bytes: Buffer, packet: string): Buffer | undefined;
}

const CONTAINERS: readonly Container[] = [
  { mime: 'image/png', matches: isPng, readXmp: readPngXmp, writeXmp: writePngXmp },
  { mime: 'image/jpeg', matches: isJpeg, readXmp: readJpegXmp, writeXmp: writeJpegXmp },
  { mime: 'image/webp', matches: isWebp, readXmp: readWebpXmp, writeXmp: writeWebpXmp },
  { mime: 'image/gif', matches: isGif, readXmp: readGifXmp, writeXmp: writeGifXmp },
  { mime: 'video/mp4', matches: isMp4, readXmp: readMp4Xmp, writeXmp: writeMp4Xmp },
];

/**
 * The same picture carrying its recipe and its IPTC digital source type in XMP (rule F6). No pixel is touched:
 * only a metadata chunk is added or replaced, all others stay. Errors: `unsupported_media` for a type other than
 * PNG, JPEG, WebP, GIF and MP4, `file_unreadable` if the bytes are not of that type.
 */
export function embedRecipe(bytes: Uint8Array, mime: MediaType, recipe: Recipe): Uint8Array {
  const container = CONTAINERS.find((each) => each.mime === mime);
  if (!container) throw new AtelierError('unsupported_media', `No recipe goes into ${mime}.`);
  const buffer = asBuffer(bytes);
  const written = container.matches(buffer)
    ? container.writeXmp(buffer, buildPacket(recipe, container.readXmp(buffer)))
    : undefined;
  if (!written) throw new AtelierError('file_unreadable', `These bytes are no whole ${mime}.`);
  return written;
}

/** The recipe a picture carries, whatever it is; nothing if it carries none. Safe on any bytes (rule F7). */
export function readRecipe(bytes: Uint8Array): Recipe | undefined {
  const buffer = asBuffer(bytes);
  const packet = CONTAINERS.find((each) => each.matches(buffer))?.readXmp(buffer);
  return packet === undefined ? undefined : parsePacket(packet);
}

/** The same picture with this XMP packet in the place of any other; nothing where none goes in. */
export function writePacket(bytes: Buffer, mime: MediaType, packet: string): Buffer | undefined {
  const container = CONTAINERS.find((each) => each.mime === mime);
  return container?.matches(bytes) ? container.writeXmp(bytes, packet) : undefined;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
