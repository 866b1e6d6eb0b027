import { z } from 'zod';
import { HttpUrl, Id } from '../primitives.ts';

const WorkerKind = z.enum(['queue', 'image', 'video', 'chat']);
const Url = HttpUrl.max(2_000);

/** POST /functions/v1/register-worker, by worker key. */
export const RegisterWorkerBody = z.object({
  kind: WorkerKind,
  /** Where it is reached; null for one that only asks for work. */
  url: Url.nullable().default(null),
  capabilities: z.record(z.string().max(100), z.unknown()).default({}),
});
export const RegisterWorkerAnswer = z.object({ workerId: Id });
export type RegisterWorkerAnswer = z.infer<typeof RegisterWorkerAnswer>;

/** POST /functions/v1/worker-heartbeat, by worker key: a sign of life, at least every five minutes. */
export const WorkerHeartbeatBody = z.object({});
export const WorkerHeartbeatAnswer = z.object({
  workerId: Id,
  health: z.enum(['unknown', 'healthy', 'unhealthy']),
});
export type WorkerHeartbeatAnswer = z.infer<typeof WorkerHeartbeatAnswer>;

/** POST /functions/v1/update-worker-url, by worker key: it moved. */
export const UpdateWorkerUrlBody = z.object({ url: Url });

/** POST /functions/v1/get-active-worker-url: the addresses to try, best first. */
export const ActiveWorkerUrlBody = z.object({ kind: WorkerKind.exclude(['queue']) });
export const ActiveWorkerUrlAnswer = z.object({ url: z.string(), others: z.array(z.string()) });
export type ActiveWorkerUrlAnswer = z.infer<typeof ActiveWorkerUrlAnswer>;

/** POST /functions/v1/health-check-workers, for operators: asks `<url>/health` of every worker that has an address. */
export const HealthCheckAnswer = z.object({
  workers: z.array(
    z.object({
      workerId: Id,
      ok: z.boolean(),
      health: z.enum(['unknown', 'healthy', 'unhealthy']),
      responseMs: z.int().min(0),
    }),
  ),
});
export type HealthCheckAnswer = z.infer<typeof HealthCheckAnswer>;
