import { moveOrder, pauseJobs, resumeJobs } from '../../generate/arrange-jobs.ts';
import { createOrder } from '../../generate/create-order.ts';
import { cancelOrder, dismissOrder } from '../../generate/end-order.ts';
import { equalOrder } from '../../generate/equal-order.ts';
import { quoteOrder, requireOrder } from '../../generate/order-checks.ts';
import { paceByModel } from '../../generate/pace.ts';
import { retryOrder } from '../../generate/retry-order.ts';
import { redoSlide, setSlideText } from '../../generate/slides.ts';
import { listModels } from '../../library/models.ts';
import { listOrders } from '../../library/orders.ts';
import { needsKey } from '../../../contract/models.ts';
import { instant } from '../../system/clock.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function generateCalls(os: Implementer['generate'], studio: CallContext) {
  const open = () => studio.account().context;
  return {
    models: os.models.handler(({ input }) =>
      listModels(open().db)
        .filter((model) => model.enabled && model.task === input.task)
        .map((model) => ({
          ...model,
          keyMissing: needsKey(model.provider) && open().lacksKey(model.provider),
        })),
    ),
    quote: os.quote.handler(({ input }) => quoteOrder(open().db, input)),
    create: os.create.handler(({ input }) => createOrder(open(), input)),
    orders: os.orders.handler(({ input }) => listOrders(open().db, input)),
    order: os.order.handler(({ input }) => requireOrder(open().db, input.id)),
    cancel: os.cancel.handler(({ input }) => cancelOrder(open(), input.orderId, input.jobIds)),
    retry: os.retry.handler(({ input }) => retryOrder(open(), input.orderId, input.jobIds)),
    pause: os.pause.handler(({ input }) => pauseJobs(open(), input)),
    resume: os.resume.handler(({ input }) => resumeJobs(open(), input)),
    move: os.move.handler(({ input }) => moveOrder(open(), input)),
    pace: os.pace.handler(() => paceByModel(open().db)),
    equal: os.equal.handler(({ input }) => equalOrder(open().db, instant(open().clock), input)),
    redoSlide: os.redoSlide.handler(({ input }) => redoSlide(open(), input)),
    setSlideText: os.setSlideText.handler(({ input }) => setSlideText(open(), input)),
    dismiss: os.dismiss.handler(({ input }) => dismissOrder(open(), input.orderId, input.jobIds)),
  };
}
