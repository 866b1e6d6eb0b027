import { oc } from '@orpc/contract';
import { z } from 'zod';

/** What an export or a backup would find where a path points to. */
export const FolderState = z.enum([
  'there',
  /** It would be made, with all above it that is missing. */
  'new',
  /** Something else has the name. */
  'file',
  /** No absolute path. */
  'relative',
]);
export type FolderState = z.infer<typeof FolderState>;

/** Folders on the machine of the studio, for whoever types a path: a desktop has the system's own dialog. */
export const folders = {
  /**
   * Folders that begin as typed, at most 50, in the order of their names; the usual places where nothing is typed.
   * Hidden ones only where a dot was typed. What may not be read offers nothing. `~` stands for the home folder.
   */
  suggest: oc
    .input(z.object({ typed: z.string().max(4_000) }))
    .output(z.object({ path: z.string(), state: FolderState, folders: z.array(z.string()) })),
};
