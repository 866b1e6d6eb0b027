import type { LibraryAsset } from '../../../contract/assets.ts';
import type { ActKind } from '../../../contract/studio/history.ts';
import type { LibraryPatch } from '../../../contract/studio/library.ts';
import { queryClient } from '../../data/client.ts';
import { api } from '../../transport/api.ts';
import { patchInPages } from '../grid/page-cache.ts';
import { attempt } from '../undo/attempt.ts';
import { inChunks } from '../undo/in-chunks.ts';
import { didAct, newAct } from '../undo/undo.ts';
import { LIBRARY_KEYS } from './acts.ts';
import { changedTags } from './tags.ts';

/** What is written about kept works: of one or of any number, each a step that can be taken back. */
type Show = (work: LibraryAsset) => LibraryAsset;

function showPatch(ids: readonly string[], show: Show): void {
  const touched = new Set(ids);
  patchInPages<LibraryAsset>(queryClient, ['library', 'list'], (work) =>
    touched.has(work.id) ? show(work) : work,
  );
  // Works that are in no list are those of the inspector, at most a few hundred.
  for (const [key, work] of queryClient.getQueriesData<LibraryAsset>({
    queryKey: ['library', 'get'],
  })) {
    if (work && touched.has(work.id)) queryClient.setQueryData(key, show(work));
  }
}

interface Edit {
  readonly kind: ActKind;
  readonly patch: LibraryPatch;
  readonly show: Show;
  /** The screen says so itself: no toast. Undo still knows of it. */
  readonly quiet: boolean;
  readonly name?: string;
}

async function edit(ids: readonly string[], { kind, patch, show, ...rest }: Edit): Promise<void> {
  if (ids.length === 0) return;
  const act = newAct();
  const done = await attempt(
    LIBRARY_KEYS,
    () => inChunks(ids, (some) => api.library.update({ ids: some, patch, act })),
    () => showPatch(ids, show),
  );
  if (!done) return;
  const named = rest.name === undefined ? {} : { name: rest.name };
  didAct({ id: act, kind, count: ids.length, ...named }, { quiet: rest.quiet });
}

/** Without a toast for one: the heart itself is the answer. */
export async function setFavorite(
  works: readonly Pick<LibraryAsset, 'id' | 'isFavorite'>[],
  isFavorite: boolean,
): Promise<void> {
  const ids = works.filter((work) => work.isFavorite !== isFavorite).map(({ id }) => id);
  const kind = isFavorite ? 'favorite' : 'unfavorite';
  const show: Show = (work) => ({ ...work, isFavorite });
  await edit(ids, { kind, patch: { isFavorite }, show, quiet: ids.length === 1 });
}

/** 0 takes the rating away. */
export async function rate(ids: readonly string[], rating: number): Promise<void> {
  const show: Show = (work) => ({ ...work, rating });
  await edit(ids, { kind: 'rate', patch: { rating }, show, quiet: ids.length === 1 });
}

/** Empty takes the title away; the prompt or file name shows again. */
export async function retitle(ids: readonly string[], text: string): Promise<void> {
  const title = text.trim() || null;
  const show: Show = (work) => ({ ...work, title });
  await edit(ids, { kind: 'rename', patch: { title }, show, quiet: ids.length === 1 });
}

export async function setNotes(ids: readonly string[], text: string): Promise<void> {
  const notes = text.trim() || null;
  const show: Show = (work) => ({ ...work, notes });
  await edit(ids, { kind: 'note', patch: { notes }, show, quiet: ids.length === 1 });
}

export async function addTags(ids: readonly string[], tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return;
  await changeTags(ids, { addTags: [...tags] }, tags);
}

export async function removeTag(ids: readonly string[], tag: string): Promise<void> {
  await changeTags(ids, { removeTags: [tag] }, [tag]);
}

async function changeTags(
  ids: readonly string[],
  patch: { addTags?: string[]; removeTags?: string[] },
  named: readonly string[],
): Promise<void> {
  const { addTags: add = [], removeTags: remove = [] } = patch;
  const show: Show = (work) => ({ ...work, tags: changedTags(work.tags, add, remove) });
  const [name] = named;
  const one = named.length === 1 && name !== undefined ? { name } : {};
  await edit(ids, { kind: 'tag', patch, show, quiet: ids.length === 1, ...one });
}

export async function setProject(
  ids: readonly string[],
  projectId: LibraryAsset['projectId'],
): Promise<void> {
  const show: Show = (work) => ({ ...work, projectId });
  await edit(ids, { kind: 'edit', patch: { projectId }, show, quiet: ids.length === 1 });
}

export async function setContentCategory(
  ids: readonly string[],
  contentCategory: LibraryAsset['contentCategory'],
): Promise<void> {
  const show: Show = (work) => ({ ...work, contentCategory });
  await edit(ids, { kind: 'edit', patch: { contentCategory }, show, quiet: ids.length === 1 });
}

export async function setVisibility(
  ids: readonly string[],
  visibility: LibraryAsset['visibility'],
): Promise<void> {
  const show: Show = (work) => ({ ...work, visibility });
  await edit(ids, { kind: 'edit', patch: { visibility }, show, quiet: ids.length === 1 });
}
