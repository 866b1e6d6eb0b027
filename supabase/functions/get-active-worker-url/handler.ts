import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import {
  type ActiveWorkerUrlAnswer,
  ActiveWorkerUrlBody,
} from '../../../contract/functions/workers.ts';
import { asUser } from '../_shared/caller.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';

/** Where work of a kind is taken now, and whom to turn to when that one fails. */
export default defineFunction({
  name: 'get-active-worker-url',
  method: 'POST',
  body: ActiveWorkerUrlBody,
  ...asUser,
  async handle({ body }): Promise<ActiveWorkerUrlAnswer> {
    const urls = z.array(z.string()).nullable();
    const found = await rpc(serviceClient(), 'active_worker_urls', { p_kind: body.kind }, urls);
    const [url, ...others] = found ?? [];
    if (url === undefined) {
      throw new AtelierError('not_available', 'No worker of this kind is active.', {
        feature: body.kind,
      });
    }
    return { url, others };
  },
});
