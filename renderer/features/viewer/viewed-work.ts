import type { LibraryAsset, WorkspaceAsset } from '../../../contract/assets.ts';
import { isVideo as isVideoType } from '../../../contract/media.ts';

/** A work as the large view and the inspector know it, kept or not. */
export type ViewedWork = LibraryAsset | WorkspaceAsset;

/** What a work is called: its title, else the first words of its prompt, else its file's name. */
export function nameOf(work: ViewedWork): string | undefined {
  const names = [
    'title' in work && work.title,
    // A film that was made here may have no prompt.
    work.recipe?.prompt,
    'fileName' in work && work.fileName,
  ];
  return names.find((name) => typeof name === 'string' && name !== '') || undefined;
}

/** Whether it is played. A GIF moves as a picture does. */
export function isVideo({ mime }: Pick<ViewedWork, 'mime'>): boolean {
  return isVideoType(mime);
}
