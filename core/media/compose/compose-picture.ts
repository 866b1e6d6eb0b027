import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { AtelierError } from '../../../contract/errors.ts';
import type { OverlayText } from '../../../contract/generators.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import type { LibraryContext } from '../../library/context.ts';
import { findFile } from '../../library/files.ts';
import { importFile } from '../import-file.ts';
import type { MediaStore } from '../media-store.ts';
import { embedRecipe, readRecipe } from '../recipe-metadata.ts';

/** More than this is no picture that a text is read on. */
const MAX_BYTES = 100_000_000;

interface ComposeDeps {
  readonly context: LibraryContext;
  readonly store: MediaStore;
  readonly fetchFile: (sha256: string) => Promise<boolean>;
}

/**
 * A picture with texts laid on it, as a new work of the library. Errors: `file_missing`, `file_too_large`,
 * `unsupported_media`, and those of the file rules.
 */
export async function composePicture(
  { context, store, fetchFile }: ComposeDeps,
  sha256: string,
  overlay: readonly OverlayText[],
): Promise<LibraryAsset> {
  const file = findFile(context.db, sha256);
  const isHere = file?.state === 'present' || (file !== undefined && (await fetchFile(sha256)));
  if (!file || !isHere) throw new AtelierError('file_missing', 'This picture is not here.');
  if (!file.mime.startsWith('image/')) {
    throw new AtelierError('unsupported_media', 'Texts are laid on pictures.');
  }
  if (file.bytes > MAX_BYTES)
    throw new AtelierError('file_too_large', 'This picture is too large.');
  const picture = await readFile(store.originalPath(sha256, file.mime));
  // The image library comes with the first picture that needs it, not with a start.
  const { layTexts } = await import('./lay-texts.ts');
  const composed = await layTexts(picture, overlay);
  const recipe = readRecipe(picture);
  const bytes = recipe
    ? embedRecipe(composed, 'image/png', withTexts(recipe, sha256, overlay))
    : composed;
  return importFile(context, store, Readable.from([bytes]), { fileName: null });
}

/** What was laid on it, as data, and what it was laid on: both can be edited later. */
function withTexts(recipe: Recipe, sha256: string, overlay: readonly OverlayText[]): Recipe {
  const texts = overlay.map(({ text, position, look }, index) => [
    `text ${index + 1}`,
    `${look} ${position}: ${text}`,
  ]);
  return {
    ...recipe,
    format: 'png',
    sources: [...(recipe.sources ?? []), { sha256, role: 'edit' as const }].slice(-100),
    parameters: { ...recipe.parameters, ...Object.fromEntries(texts) },
  };
}
