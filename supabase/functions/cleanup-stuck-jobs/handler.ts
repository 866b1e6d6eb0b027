import { z } from 'zod';
import type { CleanupAnswer } from '../../../contract/functions/operations.ts';
import { asOperator } from '../_shared/caller.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';

/** Takes jobs back whose worker fell silent (rule Q6), and lets those go on whose cap allows it again (rule L5). */
export default defineFunction({
  name: 'cleanup-stuck-jobs',
  method: 'POST',
  body: undefined,
  ...asOperator,
  async handle(): Promise<CleanupAnswer> {
    const client = serviceClient();
    const returned = await rpc(client, 'reap_jobs', {}, z.int());
    const resumed = await rpc(client, 'resume_capped_jobs', {}, z.int());
    return { returned, resumed };
  },
});
