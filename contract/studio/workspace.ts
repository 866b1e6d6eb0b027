import { oc } from '@orpc/contract';
import { z } from 'zod';
import { LibraryAsset, WorkspaceAsset } from '../assets.ts';
import { Id, Ids, Page, paged } from '../primitives.ts';
import { inAct } from './history.ts';

export const workspace = {
  /** Newest first. */
  list: oc.input(Page).output(paged(WorkspaceAsset)),
  get: oc.input(z.object({ id: Id })).output(WorkspaceAsset),
  /** Saves results to the library, into a collection if one is named. Saved at once, synced later. */
  promote: oc
    .input(z.object({ ids: Ids, collectionId: Id.optional(), ...inAct }))
    .output(z.array(LibraryAsset)),
  /** Takes a promotion back: the works are results again. */
  unpromote: oc.input(z.object({ libraryIds: Ids })).output(z.array(WorkspaceAsset)),
  /** Throws results away. Undo is `restore` until the expiry of the result, at most 30 days. */
  discard: oc.input(z.object({ ids: Ids, ...inAct })).output(z.void()),
  restore: oc.input(z.object({ ids: Ids })).output(z.array(WorkspaceAsset)),
};
