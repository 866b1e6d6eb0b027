import { WorkerHeartbeatBody } from '../../../contract/functions/workers.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { asWorker, touchWorker } from '../_shared/worker.ts';

/** A worker's sign of life; one that is silent for five minutes is not given out as active. */
export default defineFunction({
  name: 'worker-heartbeat',
  method: 'POST',
  body: WorkerHeartbeatBody,
  ...asWorker,
  handle: ({ caller }) => touchWorker(caller),
});
