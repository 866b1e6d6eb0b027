import { HTTP_STATUS, toErrorBody } from '../../contract/errors.ts';
import type { Answer } from '../../contract/host.ts';
import { TABLE_PATH } from '../../contract/studio/batch.ts';
import { createKeptTables, type KeptTables } from '../generate/batch/kept-tables.ts';
import { feedBatches } from '../generate/batch/run-batch.ts';
import type { OrderContext } from '../generate/order-checks.ts';
import type { Log } from '../system/log.ts';

/** The batches of an open account: they go on as long as it is open, and where they stood when it opens again. */
export interface Batches {
  readonly tables: KeptTables;
  /** Orders have changed: there may be room for more rows. */
  wake(): void;
  /** Reads a table under `/table`; nothing for any other path. */
  serve(request: Request): Promise<Response> | undefined;
  close(): void;
}

/** What changes at once is looked at once. */
const GATHER_MILLISECONDS = 20;

export function createBatches(context: OrderContext, log: Log): Batches {
  const tables = createKeptTables();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function wake(): void {
    if (isClosed || context.db.newer) return;
    timer ??= setTimeout(feed, GATHER_MILLISECONDS);
  }

  function feed(): void {
    timer = undefined;
    try {
      if (feedBatches(context)) wake();
    } catch (error) {
      // A full disk, for one: the next change of an order tries again.
      log.error('rows of a batch could not be sent', { error });
    }
  }

  async function read({ body }: Request): Promise<Response> {
    try {
      const value = await tables.read(body ?? new ReadableStream());
      return Response.json({ ok: true, value } satisfies Answer);
    } catch (thrown) {
      const error = toErrorBody(thrown);
      return Response.json({ ok: false, error } satisfies Answer, {
        status: HTTP_STATUS[error.code],
      });
    }
  }

  wake();
  return {
    tables,
    wake,
    serve(request) {
      const isTable = new URL(request.url).pathname === `/${TABLE_PATH}`;
      return isTable && request.method === 'POST' ? read(request) : undefined;
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
