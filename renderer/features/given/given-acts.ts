import i18next from 'i18next';
import type { InputFile } from '../../../contract/inputs.ts';
import { AtelierError } from '../../../contract/errors.ts';
import type { SourceMode } from '../../../contract/models.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import { sendInput } from '../../transport/media.ts';
import { usePrompt } from '../../state/prompt.ts';
import { useView } from '../../state/view.ts';
import { notify } from '../../ui/toast.tsx';
import { tellError } from '../undo/tell-error.ts';
import { type Given, useGiven, withReferences, withSource, without } from './given-state.ts';

/** Changes what the prompt bar was given, and offers the way back. */
function change(to: Given, said: 'removed' | null = null): void {
  const { source, references, set } = useGiven.getState();
  set(to);
  if (said === null) return;
  const message = i18next.t(said, { ns: 'given' });
  notify({ message, id: 'given', undo: () => set({ source, references }) });
}

export function giveSource(sha256: string, mode: SourceMode): void {
  change(withSource(useGiven.getState(), sha256, mode));
}

export function giveReferences(sha256s: readonly string[]): void {
  change(withReferences(useGiven.getState(), sha256s));
}

export function takeBack(sha256: string): void {
  change(without(useGiven.getState(), sha256), 'removed');
}

/** Begins a new picture with this one: the bar has it, its words for a variation, and the keyboard. */
export function beginWith(sha256: string, mode: SourceMode, recipe: Recipe | null): void {
  giveSource(sha256, mode);
  const { set, requestFocus, draft } = usePrompt.getState();
  if (mode === 'vary' && recipe) set({ prompt: recipe.prompt });
  // The words that made it are no instruction to change it.
  if (mode === 'edit' && [recipe?.prompt, null].includes(draft.prompt)) set({ prompt: '' });
  useView.getState().show('workspace');
  requestFocus();
}

/** Pictures from outside: the first is what to begin with if nothing is yet, the others are gone by. */
export async function giveFiles(files: readonly File[], role?: 'reference'): Promise<void> {
  for (const file of files.slice(0, 16)) {
    const taken = await takePicture(file);
    if (!taken) continue;
    if (role === undefined && useGiven.getState().source === null) giveSource(taken.sha256, 'vary');
    else giveReferences([taken.sha256]);
  }
}

/** What an order takes as it is; other pictures are drawn anew as PNG by the page, which has no secrets. */
const TAKEN = new Set(['image/png', 'image/jpeg', 'image/webp']);

/** Hands a picture to the studio for orders to work with; undefined after it said why it could not. */
export async function takePicture(file: File): Promise<InputFile | undefined> {
  try {
    const input = await sendInput(TAKEN.has(file.type) ? file : await asPng(file));
    if (input.width > 0) return input;
    throw new AtelierError('unsupported_media', 'This is no picture.');
  } catch (error) {
    tellError(error);
    return undefined;
  }
}

async function asPng(file: File): Promise<Blob> {
  const picture = await createImageBitmap(file).catch((cause: unknown) => {
    throw new AtelierError('unsupported_media', 'This is no picture.', undefined, cause);
  });
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  picture.close();
  return canvas.convertToBlob({ type: 'image/png' });
}
