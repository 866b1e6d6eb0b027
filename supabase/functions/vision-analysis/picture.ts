import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import type { VisionBody } from '../../../contract/functions/pictures.ts';
import { read, serviceClient } from '../_shared/database.ts';
import { guardedFetch } from '../_shared/guarded-fetch.ts';

/** Vendors take pictures up to 20 MB; a third is added by base64. */
const MAX_BYTES = 12 * 1024 * 1024;
const TIMEOUT_MS = 15_000;

/** The kinds that vision models read, by how their files begin. */
const KINDS = [
  { mime: 'image/jpeg', at: 0, starts: [0xff, 0xd8, 0xff] },
  { mime: 'image/png', at: 0, starts: [0x89, 0x50, 0x4e, 0x47] },
  { mime: 'image/gif', at: 0, starts: [0x47, 0x49, 0x46, 0x38] },
  { mime: 'image/webp', at: 8, starts: [0x57, 0x45, 0x42, 0x50] },
] as const;

type Asked = z.output<typeof VisionBody>;

/** What is to be looked at. */
export interface Picture {
  /** As a `data:` address: the vendor never fetches anything for us. What it is, its bytes say. */
  address: string;
  /** Frames of a film that are on it. */
  frames?: number;
}

/** Errors: `not_found`, `file_missing`, `file_too_large`, `unsupported_media`, `invalid_input` for a film without frames. */
export async function pictureOf(user: string, body: Asked): Promise<Picture> {
  if ('url' in body) {
    const { bytes } = await guardedFetch(body.url, { maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS });
    return { address: addressOf(bytes) };
  }
  const work = await workOf(user, body.libraryId);
  if (work.type === 'image') return { address: addressOf(await fromLibrary(work)) };
  if (!body.film) {
    throw new AtelierError('invalid_input', 'A film is looked at by its frames.', {
      field: 'film',
    });
  }
  const { picture, frames } = body.film;
  return {
    address: addressOf(Uint8Array.from(atob(picture), (character) => character.charCodeAt(0))),
    frames,
  };
}

function addressOf(bytes: Uint8Array): string {
  const kind = KINDS.find(({ at, starts }) => starts.every((byte, nr) => bytes[at + nr] === byte));
  if (!kind) throw new AtelierError('unsupported_media', 'Models read JPEG, PNG, GIF and WebP.');
  return `data:${kind.mime};base64,${toBase64(bytes)}`;
}

const Work = z.object({
  storage_path: z.string(),
  bytes: z.number(),
  type: z.enum(['image', 'video']),
});

async function workOf(user: string, id: string): Promise<z.output<typeof Work>> {
  const work = await read(
    serviceClient()
      .from('user_library')
      .select('storage_path, bytes, type')
      .eq('id', id)
      .eq('user_id', user)
      .is('deleted_at', null)
      .maybeSingle(),
    Work.nullable(),
  );
  if (!work) throw new AtelierError('not_found', 'There is no such work of yours.');
  return work;
}

async function fromLibrary(work: z.output<typeof Work>): Promise<Uint8Array> {
  if (work.bytes > MAX_BYTES) {
    throw new AtelierError('file_too_large', 'This picture is too large.', { maxBytes: MAX_BYTES });
  }
  const { data, error } = await serviceClient()
    .storage.from('user-library')
    .download(work.storage_path);
  if (error) throw new AtelierError('file_missing', 'The picture is not there yet.', {}, error);
  return new Uint8Array(await data.arrayBuffer());
}

/** In pieces: as arguments of one call, a large picture's bytes are more than the stack holds. */
function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  return btoa(text);
}
