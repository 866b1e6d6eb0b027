import type { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { BatchAnswer, BatchBody } from '../../../contract/functions/pictures.ts';
import { asUser } from '../_shared/caller.ts';
import { read, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { startBatch } from './start-batch.ts';

const COLUMNS = 'batchId:id, name, status, total, completed, failed, totalCost:total_cost';

/** Many pictures of one prompt, a row of tokens each (a CSV, parsed by the client), and how far they are. */
export default defineFunction({
  name: 'batch-process',
  method: 'POST',
  body: BatchBody,
  ...asUser,
  async handle({ body, caller, note }): Promise<z.output<typeof BatchAnswer>> {
    if (body.action === 'start') {
      note({ rows: body.rows.length });
      await startBatch(caller, body);
    }
    const batch = await read(
      serviceClient()
        .from('batch_jobs')
        .select(COLUMNS)
        .eq('id', body.batchId)
        .eq('user_id', caller)
        .maybeSingle(),
      BatchAnswer.nullable(),
    );
    if (!batch) throw new AtelierError('not_found', 'There is no such batch of yours.');
    return batch;
  },
});
