import { z } from 'zod';
import { AtelierError, ErrorBody } from '../../contract/errors.ts';
import { IMPORT_HEADERS } from '../../contract/host.ts';
import { FONT_PATH, OwnFont } from '../../contract/fonts.ts';
import { InputFile } from '../../contract/inputs.ts';
import {
  IMPORT_PATH,
  INPUT_PATH,
  mediaPath,
  RECIPE_PATH,
  type ThumbnailSize,
} from '../../contract/media.ts';
import { ImportedWork } from '../../contract/studio/imports.ts';
import {
  CAROUSEL_PATH,
  type CarouselExport,
  type DrawnSlide,
  type Network,
  SLIDE_PATH,
  type SlideLook,
} from '../../contract/slide-look.ts';
import { Recipe } from '../../contract/recipe.ts';
import { type Sheet, SHEET_PATH } from '../../contract/sheet.ts';
import { hostApi } from './host-api.ts';

/** Where the bytes of a content are: the original, or a thumbnail whose longest edge is `size` pixels. */
export function mediaUrl(sha256: string, size?: ThumbnailSize): string {
  return hostApi().host.mediaBase + mediaPath(sha256, size);
}

/** The bytes of an original. Throws `AtelierError`. */
export async function originalOf(sha256: string): Promise<Blob> {
  return (await answered(mediaPath(sha256))).blob();
}

/** The bytes of a thumbnail, of a film of its still. Throws `AtelierError`. */
export async function thumbnailOf(sha256: string, size: ThumbnailSize): Promise<Blob> {
  return (await answered(mediaPath(sha256, size))).blob();
}

const ImportAnswer = z.object({
  value: ImportedWork.pick({ id: true, sha256: true, isKnown: true, likeIds: true }),
});

/** Sends the bytes of one file to the library and answers what became of them. Throws `AtelierError`. */
export async function importFile(
  file: File,
  collectionId?: string,
): Promise<{ workId: string; sha256: string; isKnown: boolean; likeIds: string[] } | undefined> {
  const headers = new Headers();
  if (collectionId !== undefined) headers.set(IMPORT_HEADERS.collection, collectionId);
  const { data } = ImportAnswer.safeParse(await post(IMPORT_PATH, file, headers));
  return (
    data && {
      workId: data.value.id,
      sha256: data.value.sha256,
      isKnown: data.value.isKnown,
      likeIds: data.value.likeIds,
    }
  );
}

const InputAnswer = z.object({ value: InputFile });

/** Hands a file to the studio for orders to work with; it becomes no work. Throws `AtelierError`. */
export async function sendInput(file: Blob): Promise<InputFile> {
  return InputAnswer.parse(await post(INPUT_PATH, file)).value;
}

const FontAnswer = z.object({ value: OwnFont });

/** Hands a font file to the studio. Throws `AtelierError`. */
export async function sendFont(file: File): Promise<OwnFont> {
  return FontAnswer.parse(await post(FONT_PATH, file)).value;
}

/** Where a slide is drawn as it will look, small. With another font in the place of one it is another picture. */
export function slideUrl(
  slide: DrawnSlide,
  look: SlideLook,
  network: Network,
  standIns: readonly { kind: string }[],
): string {
  const asked = new URLSearchParams({
    slide: JSON.stringify(slide),
    look: JSON.stringify(look),
    network,
    ...(standIns.length > 0 && { without: standIns.map(({ kind }) => kind).join() }),
  });
  return `${hostApi().host.mediaBase}${SLIDE_PATH}?${asked.toString()}`;
}

/** A carousel as one file. Throws `AtelierError`. */
export async function exportCarousel(wish: CarouselExport): Promise<Blob> {
  const body = new Blob([JSON.stringify(wish)], { type: 'application/json' });
  return (await posted(CAROUSEL_PATH, body)).blob();
}

/** A grid of pictures as one PNG. Throws `AtelierError`. */
export async function drawSheet(sheet: Sheet): Promise<Blob> {
  const body = new Blob([JSON.stringify(sheet)], { type: 'application/json' });
  return (await posted(SHEET_PATH, body)).blob();
}

const RecipeAnswer = z.object({ value: Recipe.nullable() });

/** The recipe that a file carries, whichever program made it; null where it carries none. Nothing of it is kept. */
export async function readRecipe(file: File): Promise<Recipe | null> {
  const answer = RecipeAnswer.safeParse(await post(RECIPE_PATH, file));
  return answer.success ? answer.data.value : null;
}

/** Sends bytes to a path under the media base; answers its JSON. Throws `AtelierError`. */
export async function post(path: string, file: Blob, headers = new Headers()): Promise<unknown> {
  if (file instanceof File) {
    headers.set(IMPORT_HEADERS.name, encodeURIComponent(file.name));
    headers.set(IMPORT_HEADERS.modified, String(file.lastModified));
  }
  return (await posted(path, file, headers)).json().catch(() => undefined);
}

const posted = (path: string, body: Blob, headers = new Headers()) =>
  answered(path, { method: 'POST', body, headers });

/** Throws what the studio says is wrong. */
async function answered(path: string, request?: RequestInit): Promise<Response> {
  const response = await fetch(hostApi().host.mediaBase + path, request).catch(() => undefined);
  if (response === undefined) {
    throw new AtelierError('backend_unavailable', 'The studio does not answer.');
  }
  if (response.ok) return response;
  const answer: unknown = await response.json().catch(() => undefined);
  const nested =
    typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : answer;
  const error = ErrorBody.safeParse(nested);
  if (!error.success) throw new AtelierError('internal', `${path} answered ${response.status}.`);
  throw new AtelierError(error.data.code, error.data.message, error.data.details);
}
