import type { LibraryAsset } from '../../../contract/assets.ts';
import type { LibraryPatch } from '../../../contract/studio/library.ts';
import { queryClient } from '../../data/client.ts';
import { api } from '../../transport/api.ts';
import { dropFromPages, patchInPages } from '../grid/page-cache.ts';
import { without } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { attempt } from '../undo/attempt.ts';
import { inChunks } from '../undo/in-chunks.ts';
import { didAct, newAct } from '../undo/undo.ts';

/**
 * What is done to kept works. Each shows at once, is sent, is taken back from the screen if it fails, and can be
 * undone. Ids in any number.
 */
const LIST = ['library', 'list'] as const;
export const LIBRARY_KEYS = [['library'], ['collections']] as const;

function leaveSelection(ids: readonly string[]): void {
  selections.library.setState((selection) => without(selection, ids, null), true);
}

async function dropAnd(
  ids: readonly string[],
  fromTrash: boolean,
  send: () => Promise<unknown>,
): Promise<boolean> {
  return attempt(LIBRARY_KEYS, send, () => {
    const gone = new Set(ids);
    dropFromPages(
      queryClient,
      LIST,
      ({ id }, { shelf }) => gone.has(id) && (shelf === 'trash') === fromTrash,
    );
    leaveSelection(ids);
  });
}

export async function trashWorks(ids: readonly string[]): Promise<void> {
  const act = newAct();
  const send = () => inChunks(ids, (some) => api.library.trash({ ids: some, act }));
  if (ids.length === 0 || !(await dropAnd(ids, false, send))) return;
  didAct({ id: act, kind: 'trash', count: ids.length });
}

export async function restoreWorks(ids: readonly string[]): Promise<void> {
  const act = newAct();
  const send = () => inChunks(ids, (some) => api.library.restore({ ids: some, act }));
  if (ids.length === 0 || !(await dropAnd(ids, true, send))) return;
  didAct({ id: act, kind: 'restore', count: ids.length });
}

/** Deletes for good; whoever calls this has asked. Without ids: everything in the trash. */
export async function purgeWorks(ids?: readonly string[]): Promise<number> {
  let purged = 0;
  await attempt(LIBRARY_KEYS, async () => {
    if (ids === undefined) purged = (await api.library.purge({})).purged;
    else {
      await inChunks(ids, async (some) => {
        purged += (await api.library.purge({ ids: some })).purged;
      });
    }
    leaveSelection(ids ?? [...selections.library.getState().ids]);
  });
  return purged;
}

/** Changes works, shows it at once, and answers whether it went through. */
async function patchWorks(
  act: string,
  ids: readonly string[],
  patch: LibraryPatch,
  show: (work: LibraryAsset) => LibraryAsset,
): Promise<boolean> {
  return attempt(
    LIBRARY_KEYS,
    () => inChunks(ids, (some) => api.library.update({ ids: some, patch, act })),
    () => showPatch(ids, show),
  );
}

function showPatch(ids: readonly string[], show: (work: LibraryAsset) => LibraryAsset): void {
  const touched = new Set(ids);
  patchInPages<LibraryAsset>(queryClient, LIST, (work) =>
    touched.has(work.id) ? show(work) : work,
  );
  for (const id of ids) {
    queryClient.setQueryData<LibraryAsset>(
      ['library', 'get', { id }],
      (work) => work && show(work),
    );
  }
}

/** Favourites without a toast each: the heart itself is the answer. Undo still knows of it. */
export async function setFavorite(
  works: readonly Pick<LibraryAsset, 'id' | 'isFavorite'>[],
  isFavorite: boolean,
): Promise<void> {
  const ids = works.filter((work) => work.isFavorite !== isFavorite).map(({ id }) => id);
  if (ids.length === 0) return;
  const act = newAct();
  if (!(await patchWorks(act, ids, { isFavorite }, (work) => ({ ...work, isFavorite })))) return;
  const kind = isFavorite ? 'favorite' : 'unfavorite';
  didAct({ id: act, kind, count: ids.length }, { quiet: ids.length === 1 });
}

/** Null takes the title away; the prompt or file name shows again. */
export async function retitle(
  work: Pick<LibraryAsset, 'id' | 'title'>,
  title: string | null,
): Promise<void> {
  const after = title?.trim() || null;
  if (after === work.title) return;
  const act = newAct();
  const ids = [work.id];
  if (!(await patchWorks(act, ids, { title: after }, (old) => ({ ...old, title: after })))) return;
  didAct({ id: act, kind: 'rename', count: 1 }, { quiet: true });
}
