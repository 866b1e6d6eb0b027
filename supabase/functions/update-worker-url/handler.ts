import { UpdateWorkerUrlBody } from '../../../contract/functions/workers.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { asWorker, touchWorker } from '../_shared/worker.ts';

/** A worker moved. How the new address does, is not known yet. */
export default defineFunction({
  name: 'update-worker-url',
  method: 'POST',
  body: UpdateWorkerUrlBody,
  ...asWorker,
  handle: ({ body, caller }) =>
    touchWorker(caller, { url: body.url, health: 'unknown', failures: 0 }),
});
