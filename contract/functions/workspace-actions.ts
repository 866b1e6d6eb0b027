import { z } from 'zod';
import { Id, Instant } from '../primitives.ts';
import { SyncRow } from '../sync.ts';

/**
 * Saves a result to the library: copies the object into `user-library` on the server and writes `user_library`.
 * The library id comes from the client, which moved the work locally already.
 */
export const Promotion = z.object({
  assetId: Id,
  libraryId: Id,
  createdAt: Instant,
});
export type Promotion = z.infer<typeof Promotion>;

/** POST /functions/v1/workspace-actions as the signed-in user. Every action is idempotent. */
export const WorkspaceActionsBody = z.discriminatedUnion('action', [
  z.object({ action: z.literal('promote'), items: z.array(Promotion).min(1).max(100) }),
  z.object({ action: z.literal('discard'), assetIds: z.array(Id).min(1).max(100) }),
  /** Makes thrown-away or saved results results again, until they expire. What was saved stays in the library. */
  z.object({ action: z.literal('restore'), assetIds: z.array(Id).min(1).max(100) }),
]);
export type WorkspaceActionsBody = z.infer<typeof WorkspaceActionsBody>;

/** One result an item: the row as it stands now, or why that one item could not be done. */
export const WorkspaceActionsAnswer = z.object({
  results: z.array(
    z.discriminatedUnion('status', [
      z.object({ id: Id, status: z.literal('done'), row: SyncRow.nullable() }),
      z.object({
        id: Id,
        status: z.literal('refused'),
        code: z.enum(['not_found', 'file_missing']),
      }),
    ]),
  ),
});
export type WorkspaceActionsAnswer = z.infer<typeof WorkspaceActionsAnswer>;
