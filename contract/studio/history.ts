import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Id, Instant } from '../primitives.ts';

/** What can be taken back. The renderer words it, with the number of works. */
export const ActKind = z.enum([
  'trash',
  'restore',
  'favorite',
  'unfavorite',
  'rate',
  'rename',
  'note',
  'tag',
  'edit',
  'collect',
  'uncollect',
  'create_collection',
  'change_collection',
  'remove_collection',
  'merge',
  'not_duplicates',
  'duplicates',
  'promote',
  'discard',
]);
export type ActKind = z.infer<typeof ActKind>;

export const Act = z.object({
  id: Id,
  kind: ActKind,
  /** Works, results or collections it was about. */
  count: z.int().min(0),
  /** The name of the collection or the tag, where one was named. */
  name: z.string().nullable(),
  at: Instant,
});
export type Act = z.infer<typeof Act>;

/** Acts kept, also over a restart. */
export const HISTORY_LIMIT = 200;

/**
 * A command that names an act is part of it: a selection sent in several calls is one step. A command that names none is
 * a step of its own. A new act ends what could be done again.
 */
export const inAct = { act: Id.optional() };

export const history = {
  /** Both newest first. */
  list: oc.output(z.object({ done: z.array(Act), undone: z.array(Act) })),
  /** Takes back the newest act, or the one named; null if there is none. `conflict`: what it was about is gone. */
  undo: oc.input(z.object({ id: Id.optional() })).output(Act.nullable()),
  redo: oc.input(z.object({ id: Id.optional() })).output(Act.nullable()),
};
