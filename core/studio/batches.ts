import { HTTP_STATUS, toErrorBody } from '../../contract/errors.ts';
import type { Answer } from '../../contract/host.ts';
import { TABLE_PATH } from '../../contract/studio/batch.ts';
import { createKeptTables, type KeptTables } from '../generate/batch/kept-tables.ts';
import { feedBatches } from '../generate/batch/run-batch.ts';
import type { OrderContext } from '../generate/order-checks.ts';
import type { Log } from '../system/log.ts';
import { createFeeder, type Feeder } from './feeder.ts';

/** The batches of an open account: they go on as long as it is open, and where they stood when it opens again. */
export interface Batches extends Feeder {
  readonly tables: KeptTables;
  /** Reads a table under `/table`; nothing for any other path. */
  serve(request: Request): Promise<Response> | undefined;
}

export function createBatches(context: OrderContext, log: Log): Batches {
  const tables = createKeptTables();
  const feeder = createFeeder(context, {
    feed: feedBatches,
    log,
    trouble: 'rows of a batch could not be sent',
  });

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

  return {
    tables,
    ...feeder,
    serve(request) {
      const isTable = new URL(request.url).pathname === `/${TABLE_PATH}`;
      return isTable && request.method === 'POST' ? read(request) : undefined;
    },
  };
}
