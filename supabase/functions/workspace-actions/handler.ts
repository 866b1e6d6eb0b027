import { z } from 'zod';
import {
  WorkspaceActionsAnswer,
  WorkspaceActionsBody,
} from '../../../contract/functions/workspace-actions.ts';
import { asUser } from '../_shared/caller.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { copyToLibrary } from '../_shared/copy-to-library.ts';

const Results = z
  .unknown()
  .transform((results) => ({ results }))
  .pipe(WorkspaceActionsAnswer);

/**
 * Keeps, throws away or brings back results. To keep one, its object is copied first and the row written after: cut
 * off between, the same request finds the object there and only writes the row (rule S8).
 */
export default defineFunction({
  name: 'workspace-actions',
  method: 'POST',
  body: WorkspaceActionsBody,
  ...asUser,
  async handle({ body, caller }) {
    const client = serviceClient();
    if (body.action === 'promote') {
      await copyToLibrary(
        client,
        caller,
        body.items.map((item) => item.assetId),
      );
      return rpc(client, 'promote_assets', { p_user: caller, p_items: body.items }, Results);
    }
    const name = body.action === 'discard' ? 'discard_assets' : 'restore_assets';
    return rpc(client, name, { p_user: caller, p_ids: body.assetIds }, Results);
  },
});
