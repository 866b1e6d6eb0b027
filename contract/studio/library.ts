import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Collection, CollectionName, LibraryAsset, Title } from '../assets.ts';
import { Id, Ids, Page, paged } from '../primitives.ts';

export const LibraryFilter = z.object({
  /** `all` leaves the trash out. */
  shelf: z.enum(['all', 'favorites', 'trash']).default('all'),
  collectionId: Id.optional(),
  /** Words that must all occur, from their beginning, in prompt, title, file or model name. */
  search: z.string().max(500).optional(),
  sort: z.enum(['newest', 'oldest', 'title']).default('newest'),
});
export type LibraryFilter = z.infer<typeof LibraryFilter>;

export const LibraryPatch = z
  .object({ title: Title.nullable(), isFavorite: z.boolean() })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'empty');
export type LibraryPatch = z.infer<typeof LibraryPatch>;

export const library = {
  list: oc.input(LibraryFilter.extend(Page.shape)).output(paged(LibraryAsset)),
  /** The ids of all works of a filter in order, for selecting them all. At most 100,000. */
  ids: oc.input(LibraryFilter).output(z.array(Id)),
  get: oc.input(z.object({ id: Id })).output(LibraryAsset),
  counts: oc.output(z.object({ all: z.int(), favorites: z.int(), trash: z.int() })),
  update: oc.input(z.object({ ids: Ids, patch: LibraryPatch })).output(z.array(LibraryAsset)),
  trash: oc.input(z.object({ ids: Ids })).output(z.void()),
  restore: oc.input(z.object({ ids: Ids })).output(z.array(LibraryAsset)),
  /** Deletes for good, from the trash only. Without `ids`: all of the trash. */
  purge: oc.input(z.object({ ids: Ids.optional() })).output(z.object({ purged: z.int() })),
};

export const collections = {
  list: oc.output(z.array(Collection)),
  create: oc
    .input(z.object({ name: CollectionName, assetIds: z.array(Id).max(1_000).default([]) }))
    .output(Collection),
  rename: oc.input(z.object({ id: Id, name: CollectionName })).output(Collection),
  /** The works stay in the library. `restore` takes it back, with its works. */
  remove: oc.input(z.object({ id: Id })).output(z.void()),
  restore: oc.input(z.object({ id: Id })).output(Collection),
  add: oc.input(z.object({ id: Id, assetIds: Ids })).output(Collection),
  take: oc.input(z.object({ id: Id, assetIds: Ids })).output(Collection),
};
