import { QueueJobAnswer, QueueJobBody } from '../../../contract/functions/queue-job.ts';
import { asUser } from '../_shared/caller.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';

/** Orders of a creator: enqueue, cancel, retry, slides anew, and their own order (rules Q1, Q7, Q8). All that counts is done by the database, at once. */
export default defineFunction({
  name: 'queue-job',
  method: 'POST',
  body: QueueJobBody,
  ...asUser,
  handle: ({ body, caller }) => {
    const [name, args] = call(body);
    return rpc(serviceClient(), name, { p_user: caller, ...args }, QueueJobAnswer);
  },
});

function call(body: QueueJobBody): [name: string, args: Record<string, unknown>] {
  switch (body.action) {
    case 'enqueue': {
      return ['enqueue_order', { p_body: body }];
    }
    case 'cancel': {
      return ['cancel_jobs', { p_order: body.orderId, p_job_ids: body.jobIds ?? null }];
    }
    case 'retry': {
      const { requestId, orderId, jobIds } = body;
      return ['retry_jobs', { p_request: requestId, p_order: orderId, p_job_ids: jobIds }];
    }
    case 'redo': {
      return ['redo_slide', { p_body: body }];
    }
    case 'text': {
      const { orderId, itemId, text } = body;
      return ['set_slide_text', { p_order: orderId, p_item: itemId, p_text: text }];
    }
    case 'pause':
    case 'resume':
    case 'move': {
      return ['arrange_jobs', { p_body: body }];
    }
  }
}
