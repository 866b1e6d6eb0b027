import i18next from 'i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { queryClient } from '../../data/client.ts';
import { api } from '../../transport/api.ts';
import { dropFromPages, patchInPages } from '../grid/page-cache.ts';
import { without } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { attempt, refreshKeys } from '../undo/attempt.ts';
import { inChunks } from '../undo/in-chunks.ts';
import { didAct } from '../undo/undo.ts';

/**
 * What is done to kept works. Each shows at once, is sent, is taken back from the screen if it fails, and can be
 * undone. Ids in any number.
 */
const LIST = ['library', 'list'] as const;
export const LIBRARY_KEYS = [['library'], ['collections']] as const;

const words = i18next.getFixedT(null, 'library');

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

const sendTrash = (ids: readonly string[]) =>
  inChunks(ids, (some) => api.library.trash({ ids: some }));
const sendRestore = (ids: readonly string[]) =>
  inChunks(ids, (some) => api.library.restore({ ids: some }));

/** Runs a step of an act both ways: what fails is thrown, so that the history says so. */
async function step(ids: readonly string[], fromTrash: boolean): Promise<void> {
  const gone = new Set(ids);
  await (fromTrash ? sendRestore(ids) : sendTrash(ids));
  dropFromPages(
    queryClient,
    LIST,
    ({ id }, { shelf }) => gone.has(id) && (shelf === 'trash') === fromTrash,
  );
  leaveSelection(ids);
  await refreshKeys(LIBRARY_KEYS);
}

export async function trashWorks(ids: readonly string[]): Promise<void> {
  if (ids.length === 0 || !(await dropAnd(ids, false, () => sendTrash(ids)))) return;
  didAct({
    label: words('did.trashed', { count: ids.length }),
    undo: () => step(ids, true),
    redo: () => step(ids, false),
  });
}

export async function restoreWorks(ids: readonly string[]): Promise<void> {
  if (ids.length === 0 || !(await dropAnd(ids, true, () => sendRestore(ids)))) return;
  didAct({
    label: words('did.restored', { count: ids.length }),
    undo: () => step(ids, false),
    redo: () => step(ids, true),
  });
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

type Patch = Partial<Pick<LibraryAsset, 'title' | 'isFavorite'>>;

async function sendPatch(ids: readonly string[], patch: Patch): Promise<void> {
  await inChunks(ids, (some) => api.library.update({ ids: some, patch }));
}

function showPatch(ids: readonly string[], patch: Patch): void {
  const touched = new Set(ids);
  patchInPages<LibraryAsset>(queryClient, LIST, (work) =>
    touched.has(work.id) ? { ...work, ...patch } : work,
  );
  for (const id of ids) {
    queryClient.setQueryData<LibraryAsset>(['library', 'get', { id }], (work) =>
      work ? { ...work, ...patch } : work,
    );
  }
}

async function patchStep(ids: readonly string[], patch: Patch): Promise<void> {
  if (ids.length === 0) return;
  showPatch(ids, patch);
  await sendPatch(ids, patch);
  await refreshKeys(LIBRARY_KEYS);
}

/** Favourites without a toast each: the heart itself is the answer. Undo still knows of it. */
export async function setFavorite(
  works: readonly Pick<LibraryAsset, 'id' | 'isFavorite'>[],
  isFavorite: boolean,
): Promise<void> {
  const ids = works.filter((work) => work.isFavorite !== isFavorite).map(({ id }) => id);
  if (ids.length === 0) return;
  const done = await attempt(
    LIBRARY_KEYS,
    () => sendPatch(ids, { isFavorite }),
    () => showPatch(ids, { isFavorite }),
  );
  if (!done) return;
  didAct(
    {
      label: words(isFavorite ? 'did.favorited' : 'did.unfavorited', { count: ids.length }),
      undo: () => patchStep(ids, { isFavorite: !isFavorite }),
      redo: () => patchStep(ids, { isFavorite }),
    },
    { quiet: ids.length === 1 },
  );
}

/** Null takes the title away; the prompt or file name shows again. */
export async function retitle(
  work: Pick<LibraryAsset, 'id' | 'title'>,
  title: string | null,
): Promise<void> {
  const before = work.title;
  const after = title?.trim() || null;
  if (after === before) return;
  const ids = [work.id];
  const done = await attempt(
    LIBRARY_KEYS,
    () => sendPatch(ids, { title: after }),
    () => showPatch(ids, { title: after }),
  );
  if (!done) return;
  didAct(
    {
      label: words('did.retitled'),
      undo: () => patchStep(ids, { title: before }),
      redo: () => patchStep(ids, { title: after }),
    },
    { quiet: true },
  );
}
