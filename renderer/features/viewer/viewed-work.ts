import type { LibraryAsset, WorkspaceAsset } from '../../../contract/assets.ts';
import { isVideo as isVideoType } from '../../../contract/media.ts';

/** A work as the large view and the inspector know it, kept or not. */
export type ViewedWork = LibraryAsset | WorkspaceAsset;

/** What a work is called: its title, else the first words of its prompt, else its file's name. */
export function nameOf(work: ViewedWork): string | undefined {
  if ('title' in work && work.title) return work.title;
  return work.recipe?.prompt ?? ('fileName' in work ? (work.fileName ?? undefined) : undefined);
}

/** Whether it is played. A GIF moves as a picture does. */
export function isVideo({ mime }: Pick<ViewedWork, 'mime'>): boolean {
  return isVideoType(mime);
}
