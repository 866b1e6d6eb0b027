import { z } from 'zod';
import type { ErrorBody } from '../../contract/errors.ts';
import { type Job, JobPreview, JobStage, JobStatus, PauseReason } from '../../contract/orders.ts';
import type { Database } from '../system/database.ts';
import { Flag, OptionalError, OptionalTime, Time } from './columns.ts';
import type { MirrorTable } from './mirror-table.ts';

const Row = z.object({
  id: z.string(),
  order_id: z.string(),
  item_id: z.string(),
  sequence: z.int().min(0),
  status: JobStatus,
  stage: JobStage.nullish()
    .catch(null)
    .transform((stage) => stage ?? null),
  progress: z.number().min(0).max(1).catch(0),
  preview: JobPreview.nullish()
    .catch(null)
    .transform((preview) => preview ?? null),
  attempts: z.int().min(0).default(0),
  max_attempts: z.int().min(1).default(3),
  run_after: OptionalTime,
  cancel_requested: Flag,
  pause_reason: PauseReason.nullish()
    .catch(null)
    .transform((reason) => reason ?? null),
  position: z
    .int()
    .nullish()
    .transform((place) => place ?? null),
  price: z.int(),
  error: OptionalError,
  created_at: Time,
  updated_at: Time,
});

export const jobs: MirrorTable = {
  write(db, row) {
    const job = Row.safeParse(row).data;
    if (!job) return false;
    db.run(
      `insert into jobs (id, order_id, item_id, sequence, status, stage, progress, preview, attempts, max_attempts,
         run_after, cancel_requested, pause_reason, position, price, error, created_at, updated_at)
       values (@id, @order_id, @item_id, @sequence, @status, @stage, @progress, @preview, @attempts, @max_attempts,
         @run_after, @cancel_requested, @pause_reason, @position, @price, @error, @created_at, @updated_at)
       on conflict (id) do update set status = excluded.status, stage = excluded.stage,
         progress = excluded.progress, preview = excluded.preview, attempts = excluded.attempts, max_attempts = excluded.max_attempts,
         run_after = excluded.run_after, cancel_requested = excluded.cancel_requested,
         pause_reason = excluded.pause_reason, position = excluded.position,
         price = excluded.price, error = excluded.error, updated_at = excluded.updated_at`,
      job,
    );
    return true;
  },
  remove: (db, id) => void db.run('delete from jobs where id = ?', id),
};

interface JobRow {
  id: string;
  order_id: string;
  item_id: string;
  sequence: number;
  status: JobStatus;
  stage: JobStage | null;
  progress: number;
  preview: string | null;
  attempts: number;
  max_attempts: number;
  run_after: string | null;
  cancel_requested: number;
  pause_reason: PauseReason | null;
  position: number | null;
  price: number;
  error: string | null;
  created_at: string;
  updated_at: string;
}

/** By order, in the order of the pictures. */
export function jobsOf(
  db: Database,
  orderIds: readonly string[],
  options: { withDismissed: boolean },
): Map<string, Job[]> {
  const rows = db.all<JobRow>(
    `select * from jobs where order_id in (select value from json_each(?)) and dismissed <= ?
     order by order_id, sequence`,
    JSON.stringify(orderIds),
    options.withDismissed ? 1 : 0,
  );
  return Map.groupBy(rows.map(toJob), (job) => job.orderId);
}

/** Takes jobs that ended badly out of sight, or puts them back. */
export function setDismissed(db: Database, jobIds: readonly string[], dismissed: boolean): void {
  db.run(
    'update jobs set dismissed = ? where id in (select value from json_each(?))',
    dismissed ? 1 : 0,
    JSON.stringify(jobIds),
  );
}

/** Credits of jobs that are queued or run on the server: it holds them. */
export function heldCredits(db: Database): number {
  return creditsOf(db, "'queued', 'running'");
}

/** Credits of jobs that have not reached the server: it does not hold them yet, but will. */
export function pendingCredits(db: Database): number {
  return creditsOf(db, "'pending'");
}

function creditsOf(db: Database, statuses: string): number {
  const sql = `select coalesce(sum(price), 0) as n from jobs where status in (${statuses}) and dismissed = 0`;
  return db.get<{ n: number }>(sql)?.n ?? 0;
}

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    orderId: row.order_id,
    itemId: row.item_id,
    sequence: row.sequence,
    status: row.status,
    stage: row.stage,
    progress: row.progress,
    preview: row.preview,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    runAfter: row.run_after,
    cancelRequested: row.cancel_requested === 1,
    pauseReason: row.pause_reason,
    position: row.position,
    price: row.price,
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorBody),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
