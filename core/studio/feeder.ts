import type { OrderContext } from '../generate/order-checks.ts';
import type { Log } from '../system/log.ts';

/** Places orders by itself for as long as an account is open, whenever something has changed that may allow more. */
export interface Feeder {
  wake(): void;
  close(): void;
}

/** What changes at once is looked at once. */
const GATHER_MILLISECONDS = 20;

/** `feed` answers whether there may be more to place at once; `trouble`: what is logged where it fails. */
export function createFeeder(
  context: OrderContext,
  { feed, log, trouble }: { feed: (context: OrderContext) => boolean; log: Log; trouble: string },
): Feeder {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function wake(): void {
    if (isClosed || context.db.newer) return;
    timer ??= setTimeout(run, GATHER_MILLISECONDS);
  }

  function run(): void {
    timer = undefined;
    try {
      if (feed(context)) wake();
    } catch (error) {
      // A full disk, for one: the next change tries again.
      log.error(trouble, { error });
    }
  }

  wake();
  return {
    wake,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
