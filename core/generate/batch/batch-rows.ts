import type { ErrorBody } from '../../../contract/errors.ts';
import type { MediaType } from '../../../contract/media.ts';
import type { ImageRequest } from '../../../contract/orders.ts';
import type { BatchProblem, BatchRow, RowStatus } from '../../../contract/studio/batch.ts';
import type { Database } from '../../system/database.ts';

/** What a row is by now: by itself until it is sent, then by the jobs of its order. */
const STATUS = `case
  when r.request is null then 'refused'
  when r.error is not null then 'failed'
  when r.sent = 0 then iif(b.state = 'stopped', 'cancelled', 'waiting')
  when exists (select 1 from jobs j where j.order_id = r.order_id and j.status = 'running') then 'running'
  when exists (select 1 from jobs j where j.order_id = r.order_id and j.status in ('pending', 'queued')) then 'queued'
  when exists (select 1 from jobs j where j.order_id = r.order_id and j.status = 'failed') then 'failed'
  when exists (select 1 from jobs j where j.order_id = r.order_id and j.status = 'cancelled') then 'cancelled'
  else 'completed' end`;

/** The rows of a batch with what they are. Bind its id. */
const ROWS = `select r.*, ${STATUS} as status from batch_rows r join batches b on b.id = r.batch_id
  where r.batch_id = ?`;

interface StoredRow {
  batch_id: string;
  number: number;
  line: number;
  request: string | null;
  problems: string;
  price: number;
  order_id: string;
  sent: number;
  error: string | null;
  status: RowStatus;
}

export interface RowFilter {
  status?: readonly RowStatus[] | undefined;
  offset: number;
  limit: number;
}

/** In the order of the table. */
export function listRows(
  db: Database,
  batchId: string,
  filter: RowFilter,
): { items: BatchRow[]; total: number } {
  const wanted = filter.status && JSON.stringify(filter.status);
  const where = wanted ? 'where status in (select value from json_each(?))' : '';
  const bound = wanted ? [batchId, wanted] : [batchId];
  const rows = db.all<StoredRow>(
    `select * from (${ROWS}) ${where} order by number limit ? offset ?`,
    ...bound,
    filter.limit,
    filter.offset,
  );
  const total =
    db.get<{ n: number }>(`select count(*) as n from (${ROWS}) ${where}`, ...bound)?.n ?? 0;
  return { items: rows.map((row) => toRow(db, row)), total };
}

/** How many rows of a batch are what. */
export function countRows(db: Database, batchId: string): Record<RowStatus, number> {
  const counts: Record<RowStatus, number> = {
    refused: 0,
    waiting: 0,
    queued: 0,
    running: 0,
    completed: 0,
    failed: 0,
    cancelled: 0,
  };
  const rows = db.all<{ status: RowStatus; n: number }>(
    `select status, count(*) as n from (${ROWS}) group by status`,
    batchId,
  );
  for (const { status, n } of rows) counts[status] = n;
  return counts;
}

function toRow(db: Database, row: StoredRow): BatchRow {
  const request = row.request === null ? null : (JSON.parse(row.request) as ImageRequest);
  const jobs = db.all<{ progress: number; error: string | null; status: string }>(
    'select progress, error, status from jobs where order_id = ?',
    row.order_id,
  );
  const failed = jobs.find(({ status, error }) => status === 'failed' && error !== null);
  const refusal = db.get<{ error: string | null }>(
    'select error from orders where id = ?',
    row.order_id,
  );
  const error = row.error ?? failed?.error ?? refusal?.error ?? null;
  const progress = jobs.reduce(
    (sum, job) => sum + (job.status === 'completed' ? 1 : job.progress),
    0,
  );
  return {
    number: row.number,
    line: row.line,
    status: row.status,
    prompt: request?.prompt ?? '',
    orderId: row.order_id,
    price: row.price,
    progress: jobs.length === 0 ? 0 : progress / jobs.length,
    error: error === null ? null : (JSON.parse(error) as ErrorBody),
    problems: JSON.parse(row.problems) as BatchProblem[],
    results: db.all<{ assetId: string; sha256: string; mime: MediaType }>(
      `select asset_id as assetId, sha256, mime from batch_results where order_id = ? order by asset_id`,
      row.order_id,
    ),
  };
}
