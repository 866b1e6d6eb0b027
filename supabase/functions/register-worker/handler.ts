import {
  type RegisterWorkerAnswer,
  RegisterWorkerBody,
} from '../../../contract/functions/workers.ts';
import { Id } from '../../../contract/primitives.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { asWorker } from '../_shared/worker.ts';

/** A worker says what it is for and where it is reached. Its key was made by the operator (`create_worker`). */
export default defineFunction({
  name: 'register-worker',
  method: 'POST',
  body: RegisterWorkerBody,
  ...asWorker,
  async handle({ body, caller }): Promise<RegisterWorkerAnswer> {
    const args = {
      p_key_hash: caller,
      p_kind: body.kind,
      p_url: body.url,
      p_capabilities: body.capabilities,
    };
    return { workerId: await rpc(serviceClient(), 'register_worker', args, Id) };
  },
});
